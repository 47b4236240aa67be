using System.Text.Json;
using ReCorD.Diffusion.Attention;

namespace ReCorD.Diffusion.Tests.Attention;

/// <summary>Expected numbers: the official ReCorD function run on real CLIP ids (Golden/token_alignment.json, maximum length 24).</summary>
public class TokenAlignmentTests
{
    private const int GoldenLength = 24;

    public static TheoryData<string> GoldenCases => new(TestFiles.Golden("token_alignment.json").GetProperty("cases").EnumerateArray()
        .Select(static one => one.GetProperty("full").GetString()!));

    [Theory]
    [MemberData(nameof(GoldenCases))]
    public void Align_GoldenPrompts_EqualsOfficialFunction(string full)
    {
        JsonElement golden = TestFiles.Golden("token_alignment.json").GetProperty("cases").EnumerateArray()
            .Single(one => one.GetProperty("full").GetString() == full);

        TokenAlignment alignment = TokenAlignment.Align(Ints(golden, "intransitive_ids"), Ints(golden, "full_ids"), GoldenLength);

        Assert.Equal(Ints(golden, "mapper"), alignment.Mapper);
        Assert.Equal(golden.GetProperty("alphas").EnumerateArray().Select(static value => value.GetSingle()), alignment.Alphas);
    }

    [Fact]
    public void Align_EqualPrompts_IsIdentity()
    {
        TokenAlignment alignment = TokenAlignment.Align([1, 5, 6, 2], [1, 5, 6, 2], 6);

        Assert.Equal([0, 1, 2, 3, 4, 5], alignment.Mapper);
        Assert.All(alignment.Alphas, static alpha => Assert.Equal(1, alpha));
    }

    [Fact]
    public void Align_RandomInsertions_MapsEveryTokenOfTheShorterPrompt()
    {
        // Distinct ids: the only best alignment pairs each with itself.
        Random random = new(7);
        for (int round = 0; round < 50; round++)
        {
            int[] full = [.. Enumerable.Range(0, 20)];
            int[] kept = [.. full.Where(_ => random.Next(3) > 0)];

            TokenAlignment alignment = TokenAlignment.Align(kept, full, 20);

            Assert.Equal(full.Select(id => Array.IndexOf(kept, id)), alignment.Mapper);
            Assert.Equal(alignment.Mapper.Select(static index => index < 0 ? 0f : 1f), alignment.Alphas);
        }
    }

    [Fact]
    public void Align_PromptLongerThanMaximum_SaysBothLengths()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => TokenAlignment.Align([1, 2], [1, 2, 3, 4], 3));

        Assert.Contains("4 tokens", error.Message, StringComparison.Ordinal);
        Assert.Contains("reads 3", error.Message, StringComparison.Ordinal);
    }

    private static int[] Ints(JsonElement golden, string name) => [.. golden.GetProperty(name).EnumerateArray().Select(static value => value.GetInt32())];
}
