using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Attention;
using ReCorD.Diffusion.Pipelines;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Methods;

/// <summary>Decides the attention edits of each step of ReCorD, for the rows [uncond y', uncond y, cond y', cond y]: only the last is edited.</summary>
internal sealed class RecordEdits : IEditSchedule
{
    private const int Rows = 4;
    private const int Source = 2;
    private const int Edited = 3;

    private readonly RecordProfile profile;
    private readonly TokenAlignment alignment;
    private readonly int tokens;
    private readonly int swapEnd;
    private readonly int selfStart;
    private readonly int selfEnd;
    private readonly bool[] damped;

    public RecordEdits(EditContext context)
    {
        (profile, tokens) = (context.Profile, context.Tokens);
        TokenSpan span = context.ObjectTokens;
        alignment = TokenAlignment.Align(context.Intransitive.RealIds, context.Full.RealIds, tokens);
        swapEnd = (int)Math.Round(profile.SwapShare * context.Steps);
        selfStart = (int)Math.Round(profile.SelfStart * context.Steps);
        selfEnd = (int)Math.Round(profile.SelfEnd * context.Steps);
        damped =
        [
            .. Enumerable.Range(0, tokens).Select(token => (profile.OverlapTokens == OverlapTokens.All || token < context.Full.Count) && (token < span.Start || token >= span.Start + span.Count)),
        ];
    }

    public int BorrowingSteps => Math.Max(swapEnd, selfEnd > selfStart ? selfEnd : 0);

    public AttentionEdits At(int step, ScalarMap? objectMap, IEnumerable<(int Height, int Width)> grids)
    {
        AttentionEdits edits = new(Rows, tokens);
        edits.SourceRows[Edited] = Source;
        if (step < swapEnd)
        {
            for (int token = 0; token < tokens; token++)
            {
                edits.SwapTokens[token] = Math.Max(0, alignment.Mapper[token]);
                edits.SwapWeight[(Edited * tokens) + token] = alignment.Alphas[token];
            }
        }

        edits.SelfWeight[Edited] = step >= selfStart && step < selfEnd ? 1 : 0;
        if (objectMap is not null)
        {
            RemoveOverlap(edits, Normalise(objectMap), grids);
        }

        return edits;
    }

    /// <summary>Eq. 3: every other word's map times 1 - A_m.</summary>
    private void RemoveOverlap(AttentionEdits edits, ScalarMap map, IEnumerable<(int Height, int Width)> grids)
    {
        foreach ((int height, int width) in grids)
        {
            edits.Scale[(height, width)] = Factors(BilinearResize.To(map, width, height));
        }
    }

    private float[] Factors(ScalarMap map)
    {
        int pixels = map.Values.Length;
        float[] factors = new float[Rows * pixels * tokens];
        Array.Fill(factors, 1f);
        for (int pixel = 0; pixel < pixels; pixel++)
        {
            for (int token = 0; token < tokens; token++)
            {
                if (damped[token])
                {
                    factors[(((Edited * pixels) + pixel) * tokens) + token] = 1 - map.Values[pixel];
                }
            }
        }

        return factors;
    }

    private ScalarMap Normalise(ScalarMap map)
    {
        float minimum = map.Values.Min(), maximum = map.Values.Max();
        (float offset, float range) = profile.MaskNormalisation switch
        {
            MaskNormalisation.None => (0f, 1f),
            MaskNormalisation.Maximum => (0f, maximum),
            _ => (minimum, maximum - minimum),
        };
        return range <= 0 ? map : map with { Values = [.. map.Values.Select(value => (value - offset) / range)] };
    }
}
