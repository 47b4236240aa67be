using ReCorD.Compute.Kernels;

namespace ReCorD.Compute.Tests.Kernels;

/// <summary>The numbers themselves are checked through the operator (AttentionRuleTests).</summary>
public sealed class AttentionGradientTests
{
    private static readonly AttentionShape Shape = new(Rows: 2, Heads: 3, Queries: 400, Keys: 100, Size: 24);

    /// <summary>So a seed gives the same picture on any number of threads.</summary>
    [Fact]
    public void RunPart_InAnyOrderAndAtOnce_GivesTheSameBits()
    {
        float[] forward = Run((count, part) =>
        {
            for (int i = 0; i < count; i++)
            {
                part(i);
            }
        });
        float[] backward = Run((count, part) =>
        {
            for (int i = count - 1; i >= 0; i--)
            {
                part(i);
            }
        });
        float[] atOnce = Run((count, part) => Parallel.For(0, count, part));

        Assert.Equal(forward, backward);
        Assert.Equal(forward, atOnce);
    }

    private static unsafe float[] Run(Action<int, Action<int>> each)
    {
        int queries = Shape.Rows * Shape.Queries * Shape.Width, keys = Shape.Rows * Shape.Keys * Shape.Width;
        float[] query = Noise.Of(1, queries), key = Noise.Of(2, keys), value = Noise.Of(3, keys), result = Noise.Of(4, queries), gradient = Noise.Of(5, queries), written = new float[queries + (2 * keys)];
        fixed (float* q = query, k = key, v = value, o = result, w = gradient, into = written)
        {
            AttentionTensors tensors = new()
            {
                Query = q, Key = k, Value = v, Result = o, ResultGradient = w, QueryGradient = into, KeyGradient = into + queries, ValueGradient = into + queries + keys,
            };
            using AttentionGradient work = new(Shape, tensors);
            each(work.PartCount, work.RunPart);
            each(work.HeadCount, work.JoinHead);
        }

        return written;
    }
}
