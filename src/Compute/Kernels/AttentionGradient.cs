namespace ReCorD.Compute.Kernels;

/// <summary>
/// The gradient through attention, head by head. Heads are cut in parts for more threads; how many depends on the shape alone, so that sums are added in one order on any
/// number of threads.
/// </summary>
/// <remarks>Needs AVX-512 to be fast; other processors get the same numbers slowly.</remarks>
internal sealed unsafe class AttentionGradient : IDisposable
{
    /// <summary>Parts that are wanted at least: enough for the cores of a workstation.</summary>
    private const int LeastParts = 16;

    private readonly AttentionShape shape;
    private readonly AttentionTensors tensors;
    private readonly int partsPerHead;
    private readonly NativeBuffer keySums, valueSums;

    public AttentionGradient(AttentionShape shape, AttentionTensors tensors)
    {
        this.shape = shape;
        this.tensors = tensors;
        partsPerHead = Math.Min((LeastParts + HeadCount - 1) / HeadCount, BlockCount);
        keySums = new NativeBuffer(AttentionGradientPart.SumLength(shape) * PartCount);
        valueSums = new NativeBuffer(keySums.Length);
    }

    /// <summary>Calls of <see cref="RunPart"/>, in any order and at once from several threads; all before the first of <see cref="JoinHead"/>.</summary>
    public int PartCount => HeadCount * partsPerHead;

    /// <summary>Calls of <see cref="JoinHead"/>.</summary>
    public int HeadCount => shape.Rows * shape.Heads;

    private int BlockCount => (shape.Queries + AttentionGradientPart.BlockRows - 1) / AttentionGradientPart.BlockRows;

    public void RunPart(int index)
    {
        int head = index / partsPerHead, part = index % partsPerHead;
        using AttentionGradientPart work = new(shape);
        work.Load(tensors.Key + Offset(head, shape.Keys), tensors.Value + Offset(head, shape.Keys));
        long queries = Offset(head, shape.Queries);
        AttentionHead place = new()
        {
            Query = tensors.Query + queries, Result = tensors.Result + queries, ResultGradient = tensors.ResultGradient + queries, QueryGradient = tensors.QueryGradient + queries,
        };
        float* keys = Sums(keySums, index), values = Sums(valueSums, index);
        new Span<float>(keys, (int)AttentionGradientPart.SumLength(shape)).Clear();
        new Span<float>(values, (int)AttentionGradientPart.SumLength(shape)).Clear();
        for (int block = part * BlockCount / partsPerHead; block < (part + 1) * BlockCount / partsPerHead; block++)
        {
            work.Add(place, block * AttentionGradientPart.BlockRows, keys, values);
        }
    }

    /// <summary>Adds the parts of a head.</summary>
    public void JoinHead(int head)
    {
        Join(keySums, head, tensors.KeyGradient);
        Join(valueSums, head, tensors.ValueGradient);
    }

    public void Dispose()
    {
        keySums.Dispose();
        valueSums.Dispose();
    }

    private void Join(NativeBuffer sums, int head, float* gradient)
    {
        int length = (int)AttentionGradientPart.SumLength(shape);
        Span<float> total = new(Sums(sums, head * partsPerHead), length);
        for (int part = 1; part < partsPerHead; part++)
        {
            ReadOnlySpan<float> further = new(Sums(sums, (head * partsPerHead) + part), length);
            for (int i = 0; i < total.Length; i++)
            {
                total[i] += further[i];
            }
        }

        AttentionGradientPart.Unpack(shape, Sums(sums, head * partsPerHead), gradient + Offset(head, shape.Keys));
    }

    private float* Sums(NativeBuffer sums, int part) => sums.Data + (part * AttentionGradientPart.SumLength(shape));

    /// <summary>Where a head's first query or key lies.</summary>
    private long Offset(int head, int count) => ((long)(head / shape.Heads) * count * shape.Width) + ((long)(head % shape.Heads) * shape.Size);
}
