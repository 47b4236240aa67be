using System.Text.Json;
using ReCorD.Diffusion.Attention;
using ReCorD.Diffusion.Methods.Official;

namespace ReCorD.Diffusion.Tests.Methods.Official;

/// <summary>
/// Runs of 50 steps through the official controller class itself, in both releases, with and without a box, on attention made up from a hash. Its
/// grids were scaled down by eight (32 to 4, 16 to 2) and its token alignment given. <c>official_controller.json</c> holds, for each attention
/// of each call, the sum of the edited values with weights from another hash.
/// </summary>
public sealed class OfficialGoldenTests
{
    /// <summary>Sums of up to 4,608 single-precision values below 1, written with five decimals.</summary>
    private const double Tolerance = 1e-4;

    private const int Tokens = 9;

    private static readonly (UNetPart Part, bool IsCross, int Side, int Heads)[] Network =
    [
        (UNetPart.Down, false, 4, 2), (UNetPart.Down, true, 4, 2), (UNetPart.Down, false, 2, 3), (UNetPart.Down, true, 2, 3), (UNetPart.Middle, false, 1, 1),
        (UNetPart.Middle, true, 1, 1), (UNetPart.Up, false, 2, 3), (UNetPart.Up, true, 2, 3), (UNetPart.Up, false, 4, 2), (UNetPart.Up, true, 4, 2),
        (UNetPart.Up, true, 4, 3), (UNetPart.Up, true, 8, 1),
    ];

    [Theory]
    [InlineData("official-sd", true, 65)]
    [InlineData("official-sd", false, 50)]
    [InlineData("official-sdxl", true, 75)]
    [InlineData("official-sdxl", false, 50)]
    public void Attend_FiftySteps_EqualsTheOfficialController(string name, bool hasBox, int calls)
    {
        OfficialRelease full = name == OfficialRelease.Sd.Name ? OfficialRelease.Sd : OfficialRelease.Sdxl;
        OfficialRelease release = full with { MaskResolution = full.MaskResolution / 8, SelfResolution = full.SelfResolution / 8 };
        OfficialClock clock = OfficialClock.For(release, 50, hasBox);
        OfficialPrompt prompt = new(TokenAlignment.Align([100, 1, 2, 3, 101], [100, 1, 2, 3, 1, 7, 8, 101], Tokens), 8, 6);
        OfficialController controller = new(release, clock, prompt, Network.Length);
        JsonElement golden = TestFiles.Golden("official_controller.json").GetProperty($"{name}/{(hasBox ? "with" : "without")}-box");

        HashSet<int> edited = [.. Enumerable.Range(0, 50).Select(clock.EditedCall)];
        for (int call = 0; call < calls; call++)
        {
            int rows = edited.Contains(call) ? 4 : 1;
            for (int index = 0; index < Network.Length; index++)
            {
                double expected = golden[call][index].GetDouble(), actual = Sum(controller, call, index, rows);
                Assert.True(Math.Abs(expected - actual) < Tolerance, $"Call {call}, attention {index}: the official sum is {expected}, ours {actual}.");
            }
        }

        Assert.Equal((calls, calls), (golden.GetArrayLength(), controller.CurrentCall));
    }

    private static double Sum(OfficialController controller, int call, int index, int rows)
    {
        (UNetPart part, bool isCross, int side, int heads) = Network[index];
        AttentionArray layer = new(rows * heads, side, side, isCross ? Tokens : side * side, isCross, part);
        int count = layer.Maps * layer.MapLength;
        float[] given = [.. Enumerable.Range(1, count).Select(i => Hash(i, 2654435761, ((call * 1000) + index) * 40503L * 65537))];
        return controller.Attend(given, layer).Select((value, i) => (double)value * Hash(i + 1, 2246822519, 12345)).Sum();
    }

    /// <summary>The upper 24 of 32 bits, as a number in [0, 1) that single precision holds exactly.</summary>
    private static float Hash(long i, long factor, long offset) => (float)((uint)((i * factor) + offset) >> 8) / (1 << 24);
}
