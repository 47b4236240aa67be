using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using ReCorD.Compute.Imaging;
using ReCorD.Fakes;
using ReCorD.Plugins.Scenes;
using ReCorD.Plugins.Tools;

namespace ReCorD.Plugins.Tests.Tools;

public sealed class CritiqueToolTests : IDisposable
{
    private static readonly Box Target = Box.FromPixels(300, 300, 400, 400);

    private readonly TestScene scene = new();

    public void Dispose() => scene.Dispose();

    [Fact]
    public void ToFunction_EveryTool_DescribesItselfAndItsParameters() => Assert.All(SceneTools.ForCritique(scene.Session()), tool =>
    {
        Assert.NotEmpty(tool.Description);
        Assert.All(JsonNode.Parse(tool.JsonSchema.GetRawText())!["properties"]!.AsObject(), parameter => Assert.NotNull(parameter.Value!["description"]));
    });

    [Fact]
    public async Task MeasuringTools_WithoutIndex_TellOfTheFinalPicture()
    {
        scene.Poses.Poses[110] = StickFigure.Kicking.ToPose();
        SceneSession session = await FinishedAsync();

        JsonObject pose = await CallAsync(session, ToolNames.ExtractPose, "{}"), place = await CallAsync(session, ToolNames.LocateObject, "{}");

        Assert.True(pose["person_found"]!.GetValue<bool>());
        Assert.Null(pose["candidate_index"]);
        Assert.Equal(1, place["regions"]!.GetValue<int>());
        Assert.Equal(Math.Round(session.Correction!.ShareAfter, 3), place["attention_in_target"]!.GetValue<double>());
        Assert.Equal(Math.Round(session.Correction.IouAfter, 3), place["overlap_with_target"]!.GetValue<double>());
    }

    [Fact]
    public async Task MeasuringTools_BeforeTheFinalPicture_SaySo()
    {
        JsonObject reply = await CallAsync(await scene.ChosenAsync(), ToolNames.ExtractPose, "{}");

        Assert.Contains("no final picture", reply["error"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SubmitCritique_Accepted_ScoresByTheFormula()
    {
        SceneSession session = await FinishedAsync();

        JsonObject reply = await SubmitAsync(session, true, "");

        Assert.True(reply["accepted"]!.GetValue<bool>());

        // 0.3 * 1 + 0.15 * 0.5 + 0.35 * 0.4 + 0.1 * 0.2 + 0.1 * 0
        Assert.Equal(0.535, session.CritiqueSubmission.Value!.Score, 9);
    }

    [Theory]
    [InlineData("", "say what to change")]
    [InlineData("\"change\": \"repaint\", \"change_reason\": \"x\"", "no change 'repaint'")]
    [InlineData("\"change\": \"other_candidate\", \"change_reason\": \"x\"", "needs candidate_index")]
    [InlineData("\"change\": \"other_candidate\", \"change_reason\": \"x\", \"candidate_index\": 0", "already tried")]
    [InlineData("\"change\": \"other_candidate\", \"change_reason\": \"x\", \"candidate_index\": 2", "already tried")]
    [InlineData("\"change\": \"other_candidate\", \"change_reason\": \"x\", \"candidate_index\": 3", "from 0 to 2")]
    [InlineData("\"change\": \"move_box\", \"change_reason\": \"x\"", "needs object_box")]
    [InlineData("\"change\": \"move_box\", \"change_reason\": \"x\", \"object_box\": {\"x1\": 300, \"y1\": 300, \"x2\": 400, \"y2\": 400}", "already tried in that box")]
    [InlineData("\"change\": \"move_box\", \"change_reason\": \"x\", \"object_box\": {\"x1\": 500, \"y1\": 300, \"x2\": 600, \"y2\": 400}", "leaves the canvas")]
    [InlineData("\"change\": \"stronger\", \"change_reason\": \"x\"", "strength was already tried")]
    [InlineData("\"change\": \"negative_prompt\", \"change_reason\": \"x\"", "needs a text")]
    [InlineData("\"change\": \"other_seeds\"", "change_reason is empty")]
    public async Task SubmitCritique_ChangeThatCannotBe_IsSentBack(string change, string expected)
    {
        RoundContext round = new(2, 3, [new RoundSetup(10, "", 2, Target, 15), new RoundSetup(10, "", 0, Target, 22.5)]);
        SceneSession session = await FinishedAsync(round);

        JsonObject reply = await SubmitAsync(session, false, change);

        Assert.Contains(expected, reply["error"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(1, session.CritiqueSubmission.Attempts);
    }

    [Theory]
    [InlineData("blurry")]
    [InlineData(" Blurry , ugly")]
    public async Task SubmitCritique_NegativePromptThatIsThereAlready_IsSentBack(string text)
    {
        SceneSession first = scene.Session();
        SceneSession session = first.Next(first.Settings with { NegativePrompt = "ugly, blurry" }, new RoundContext(1, 3, []), keepCandidates: false);
        await SceneWork.MakeCandidatesAsync(session, CancellationToken.None);
        session.PoseSubmission.Accept(new PoseChoice(0, "test"));
        session.LayoutSubmission.Accept(new LayoutChoice(Target, new Dictionary<string, string>(), "test"));
        await SceneWork.CorrectAsync(session, CancellationToken.None);
        SceneWork.ExamineFinal(session, CancellationToken.None);

        JsonObject reply = await SubmitAsync(session, false, $"\"change\": \"negative_prompt\", \"change_reason\": \"x\", \"negative_prompt\": \"{text}\"");

        Assert.Contains("already used", reply["error"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SubmitCritique_StrengthWithoutCorrection_IsSentBack()
    {
        SceneSession session = await scene.ChosenAsync();
        SceneSession next = session.Next(session.Settings, new RoundContext(1, 2, []), keepCandidates: true);
        next.PoseSubmission.Accept(new PoseChoice(0, "test"));
        SceneWork.ExamineFinal(next, CancellationToken.None);

        JsonObject reply = await SubmitAsync(next, false, "\"change\": \"weaker\", \"change_reason\": \"x\"");

        Assert.Contains("Nothing was corrected", reply["error"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SubmitCritique_LastRound_NeedsNoChange()
    {
        SceneSession session = await FinishedAsync();

        await SubmitAsync(session, false, "");

        Assert.False(session.CritiqueSubmission.Value!.Accepted);
    }

    private async Task<SceneSession> FinishedAsync(RoundContext? round = null)
    {
        SceneSession first = scene.Session();
        await SceneWork.MakeCandidatesAsync(first, CancellationToken.None);
        SceneSession session = first.Next(first.Settings, round ?? RoundContext.Single, keepCandidates: true);
        session.PoseSubmission.Accept(new PoseChoice(0, "test"));
        session.LayoutSubmission.Accept(new LayoutChoice(Target, new Dictionary<string, string>(), "test"));
        await SceneWork.CorrectAsync(session, CancellationToken.None);
        SceneWork.ExamineFinal(session, CancellationToken.None);
        return session;
    }

    private static Task<JsonObject> SubmitAsync(SceneSession session, bool accepted, string rest) => CallAsync(session, ToolNames.SubmitCritique, $$"""
        {"action": {"score": 1, "reason": "a"}, "object": {"score": 0.5, "reason": "b"}, "contact": {"score": 0.4, "reason": "c"}, "single": {"score": 0.2, "reason": "d"},
         "clean": {"score": 0, "reason": "e"}, "accepted": {{(accepted ? "true" : "false")}}{{(rest.Length > 0 ? ", " + rest : "")}} }
        """);

    private static async Task<JsonObject> CallAsync(SceneSession session, string tool, string arguments)
    {
        AIFunction function = SceneTools.ForCritique(session).Single(one => one.Name == tool);
        AIFunctionArguments values = new(JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments));
        AIContent[] contents = [.. Assert.IsAssignableFrom<IEnumerable<AIContent>>(await function.InvokeAsync(values))];
        return JsonNode.Parse(((TextContent)contents[0]).Text)!.AsObject();
    }
}
