using ReCorD.Agents.Prompts;
using ReCorD.Agents.Providers.Builtin;
using ReCorD.Fakes;

namespace ReCorD.Agents.Tests.Providers.Builtin;

public sealed class AffordanceLibraryTests
{
    private readonly AffordanceLibrary library = AffordanceLibrary.Load(TestPrompts.Folder);

    [Theory]
    [InlineData("kicking", "kick", true)]
    [InlineData("sitting on", "sit", true)]
    [InlineData("Riding", "ride", true)]
    [InlineData("walking with", "walk", false)]
    [InlineData("crouching on", "stand-on", false)]
    [InlineData("juggling", "handle", false)]
    [InlineData(null, "handle", false)]
    public void Find_Verb_GivesTheNearestClass(string? verb, string expected, bool known)
    {
        (Affordance affordance, bool found) = library.Find(verb);

        Assert.Equal(expected, affordance.Name);
        Assert.Equal(known, found);
    }

    [Fact]
    public void SizeOf_HeadNoun_IsUsedForUnlistedThings()
    {
        Assert.Equal(library.SizeOf("ball"), library.SizeOf("soccer ball"));
        Assert.NotEqual(library.SizeOf("racket"), library.SizeOf("tennis racket"));
        Assert.Equal(library.SizeOf("gadget"), library.SizeOf("widget"));
    }

    [Theory]
    [InlineData("classes: []\nobjects: {}\nunknown_object: {width: [1, 1], height: [1, 1]}", "default: true")]
    [InlineData("classes: []\nobjects: {ball: {width: [2, 1], height: [1, 1]}}\nunknown_object: {width: [1, 1], height: [1, 1]}", "default: true")]
    [InlineData("classes:\n  - {name: a, verbs: [], default: true, pose_type: static, relationship: near, pose: [{measure: nose, from: 0, to: 1, slack: 1, weight: 1}], place: {anchor: hips}}\nobjects: {}", "no measure 'nose'")]
    [InlineData("classes:\n  - {name: a, verbs: [], default: true, pose_type: static, relationship: near, pose: [], place: {anchor: tail}}\nobjects: {}", "no anchor 'tail'")]
    [InlineData("classes:\n  - {name: a, verbs: [], default: true, pose_type: static, relationship: near, pose: [], place: {anchor: hips, object: [1]}}\nobjects: {}", "list of 2 numbers")]
    public void Load_MalformedFile_SaysWhatIsWrong(string content, string problem)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("record-affordances-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, AffordanceLibrary.FileName), content);

            PromptException error = Assert.Throws<PromptException>(() => AffordanceLibrary.Load(folder.FullName));

            Assert.Contains(problem, error.Message, StringComparison.Ordinal);
            Assert.NotNull(error.Line);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
