using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Attention;
using ReCorD.Diffusion.Pipelines;

namespace ReCorD.Diffusion.Methods.Official;

/// <summary>The decisions of <see cref="OfficialController"/> as inputs of an edited network with the rows [uncond y', uncond y, cond y', cond y].</summary>
internal sealed class OfficialEdits(OfficialRelease release, OfficialClock clock, OfficialPrompt prompt) : IEditSchedule
{
    private const int Rows = 4;
    private const int Half = Rows / 2;

    private readonly int tokens = prompt.Alignment.Mapper.Count;
    private readonly int[] dampings = prompt.DampingCounts(release.DampedColumns);
    private ScalarMap? mask;

    /// <summary>To the end, so that every step has the rows of the official one.</summary>
    public int BorrowingSteps => int.MaxValue;

    public AttentionEdits At(int step, ScalarMap? objectMap, IEnumerable<(int Height, int Width)> grids)
    {
        // Without a new map the last mask stays.
        mask = objectMap is null ? mask : OfficialMask.From(objectMap);
        OfficialCall call = clock.At(clock.EditedCall(step));
        AttentionEdits edits = new(Rows, tokens);
        if (call.Swaps)
        {
            Borrow(edits, call);
        }

        if (call.Damps && mask is not null)
        {
            foreach ((int height, int width) in grids)
            {
                edits.Scale[(height, width)] = Factors(BilinearResize.To(mask, width, height), FirstSeen(call));
            }
        }

        return edits;
    }

    private static int FirstSeen(OfficialCall call) => call.ConditionalHalfOnly ? Half : 0;

    /// <summary>Of the rows that the controller sees, the second half takes from the first.</summary>
    private void Borrow(AttentionEdits edits, OfficialCall call)
    {
        for (int token = 0; token < tokens; token++)
        {
            edits.SwapTokens[token] = Math.Max(0, prompt.Alignment.Mapper[token]);
        }

        int first = FirstSeen(call), pairs = (Rows - first) / 2;
        for (int source = first; source < first + pairs; source++)
        {
            int edited = source + pairs;
            edits.SourceRows[edited] = source;
            edits.SelfWeight[edited] = call.ReplacesSelf ? 1 : 0;
            for (int token = 0; token < tokens; token++)
            {
                edits.SwapWeight[(edited * tokens) + token] = prompt.Alignment.Alphas[token];
            }
        }
    }

    private float[] Factors(ScalarMap resized, int firstRow)
    {
        int pixels = resized.Values.Length;
        float[] factors = new float[Rows * pixels * tokens];
        Array.Fill(factors, 1f);
        for (int row = firstRow; row < Rows; row++)
        {
            for (int pixel = 0; pixel < pixels; pixel++)
            {
                Span<float> columns = factors.AsSpan(((row * pixels) + pixel) * tokens, tokens);
                for (int token = 0; token < tokens; token++)
                {
                    for (int time = 0; time < dampings[token]; time++)
                    {
                        columns[token] *= resized.Values[pixel];
                    }
                }
            }
        }

        return factors;
    }
}
