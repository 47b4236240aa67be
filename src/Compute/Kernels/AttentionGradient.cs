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
        int part = index % partsPerHead;
        AttentionTensors head = tensors.OfHead(shape, index / partsPerHead);
        using AttentionGradientPart work = new(shape);
        work.Load(head);
        float* keys = Sums(keySums, index), values = Sums(valueSums, index);
        new Span<float>(keys, (int)AttentionGradientPart.SumLength(shape)).Clear();
        new Span<float>(values, (int)AttentionGradientPart.SumLength(shape)).Clear();
        for (int block = part * BlockCount / partsPerHead; block < (part + 1) * BlockCount / partsPerHead; block++)
        {
            work.Add(head, block * AttentionGradientPart.BlockRows, keys, values);
        }
    }

    /// <summary>Adds the parts of a head.</summary>
    public void JoinHead(int head)
    {
        AttentionTensors place = tensors.OfHead(shape, head);
        Join(keySums, head, place.KeyGradient);
        Join(valueSums, head, place.ValueGradient);
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

        AttentionGradientPart.Unpack(shape, Sums(sums, head * partsPerHead), gradient);
    }

    private float* Sums(NativeBuffer sums, int part) => sums.Data + (part * AttentionGradientPart.SumLength(shape));
}
