using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;
using GradientOf = ReCorD.Compute.Gradients.Gradient;

namespace ReCorD.Compute.Tests.Gradients;

public sealed class GradientRuleTests
{
    /// <summary>Every operator with a rule, and an expression that checks it. The keys are compared with the rules that exist.</summary>
    private static readonly Dictionary<string, Action> Checks = new()
    {
        ["Abs"] = () => GradientCheck.Run(x => x[0].Abs(), AwayFromZero(3, 4)),
        ["Add"] = () => GradientCheck.Run(x => x[0] + x[1], Random(2, 3, 4), Random(3, 1)),
        // Small numbers: float16 must resolve the step of the differences.
        ["Cast"] = () => GradientCheck.Run(x => x[0].Cast(ElementType.Float16).Cast(ElementType.Float32), Fill([3, 4], (random, _) => (random.NextDouble() - 0.5) / 10)),
        ["Concat"] = () => GradientCheck.Run(x => ShapeOperators.Concat(1, x[0], x[1], x[0]), Random(2, 3), Random(2, 4)),
        ["Conv"] = () => GradientCheck.Run(x => x[0].Conv(x[1], x[2], 1, 1), Random(2, 3, 5, 4), Random(4, 3, 3, 3), Random(4)),
        ["Cos"] = () => GradientCheck.Run(x => x[0].Cos(), Random(5)),
        ["Div"] = () => GradientCheck.Run(x => x[0] / x[1], Random(2, 3), AwayFromZero(1, 3)),
        ["Erf"] = () => GradientCheck.Run(x => x[0].Erf(), Random(6)),
        ["Exp"] = () => GradientCheck.Run(x => x[0].Exp(), Random(6)),
        ["Expand"] = () => GradientCheck.Run(x => x[0].Expand(new TensorShape(4, 2, 3)), Random(2, 1)),
        ["Gather"] = () => GradientCheck.Run(x => x[0].Gather(x[0].Builder.Integers(2, 0, 2), 1), Random(2, 3, 4)),
        ["Gelu"] = () => GradientCheck.Run(x => x[0].Gelu(), Random(8)),
        ["Gemm"] = () => GradientCheck.Run(x => x[0].Gemm(x[1], x[2], false, true), Random(3, 4), Random(5, 4), Random(5)),
        ["Identity"] = () => GradientCheck.Run(x => x[0].Unary("Identity") * 2, Random(4)),
        ["LayerNormalization"] = () => GradientCheck.Run(x => x[0].LayerNormalization(x[1], x[2], 1e-5f), Random(3, 6), Random(6), Random(6)),
        ["MatMul"] = () => GradientCheck.Run(x => x[0].MatMul(x[1]), Random(2, 2, 3, 4), Random(2, 1, 4, 5)),
        ["Max"] = () => GradientCheck.Run(x => x[0].Max(x[0].Builder.Scalar(0)), AwayFromZero(9)),
        ["Mul"] = () => GradientCheck.Run(x => x[0] * x[1] * x[1], Random(2, 3), Random(3)),
        ["MultiHeadAttention"] = () => GradientCheck.Run(x => x[0].FusedAttention(x[1], x[2]), Random(1, 2, 3, 4), Random(1, 2, 5, 4), Random(1, 2, 5, 4)),
        ["Neg"] = () => GradientCheck.Run(x => -x[0], Random(3)),
        ["Pad"] = () => GradientCheck.Run(x => x[0].Pad(1, 0, 2, 1), Random(3, 2)),
        ["ReduceMax"] = () => GradientCheck.Run(x => x[0].ReduceMax([1]), Distinct(3, 4)),
        ["ReduceMean"] = () => GradientCheck.Run(x => x[0].ReduceMean([0, 2], keepDimensions: true), Random(2, 3, 4)),
        ["ReduceSum"] = () => GradientCheck.Run(x => x[0].ReduceSum([1]), Random(2, 3, 4)),
        ["Reshape"] = () => GradientCheck.Run(x => x[0].Reshape(6), Random(2, 3)),
        ["Resize"] = () => GradientCheck.Run(x => x[0].ResizeNearest(2), Random(2, 2, 3, 2)),
        ["Sigmoid"] = () => GradientCheck.Run(x => x[0].Silu(), Random(7)),
        ["Sin"] = () => GradientCheck.Run(x => x[0].Sin(), Random(5)),
        ["Slice"] = () => GradientCheck.Run(x => x[0].Slice(1, 1, 3), Random(2, 4)),
        ["Softmax"] = () => GradientCheck.Run(x => x[0].Softmax(-1), Random(3, 5)),
        ["Split"] = () => GradientCheck.Run(x => x[0].Split(1, 2)[1] * x[0].Split(1, 2)[0], Random(2, 6)),
        ["Sqrt"] = () => GradientCheck.Run(x => (x[0] * x[0]).Sqrt(), AwayFromZero(6)),
        ["Sub"] = () => GradientCheck.Run(x => x[0] - x[1], Random(1, 3), Random(2, 1)),
        ["Tanh"] = () => GradientCheck.Run(x => x[0].Tanh(), Random(6)),
        ["TopK"] = () => GradientCheck.Run(x => x[0].TopK(2).Values, Distinct(3, 5)),
        ["Transpose"] = () => GradientCheck.Run(x => x[0].Transpose(2, 0, 1), Random(2, 3, 4)),
        ["Where"] = () => GradientCheck.Run(x => x[0].GreaterOrEqual(x[0].Builder.Scalar(0)).Where(x[0] * 3, x[1]), AwayFromZero(2, 3), Random(3)),
    };

    public static TheoryData<string> Operators => [.. GradientOf.SupportedOperators];

    [Theory]
    [MemberData(nameof(Operators))]
    public void Rule_FiniteDifferences_Agree(string opType)
    {
        Assert.True(Checks.TryGetValue(opType, out Action? check), $"Operator {opType} has a gradient rule but no check here.");
        check();
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(2, 0)]
    [InlineData(1, 0)]
    public void Conv_StridesAndPadding_Agree(int stride, int padding)
        => GradientCheck.Run(x => x[0].Conv(x[1], null, stride, padding), Random(1, 2, 6, 5), Random(3, 2, 3, 3));

    [Fact]
    public void Conv_PaddedOnOneSide_Agrees()
        => GradientCheck.Run(x => x[0].Conv(x[1], null, 2, [0, 0, 1, 1]), Random(1, 2, 4, 4), Random(2, 2, 3, 3));

    [Fact]
    public void Conv_OneByOneKernel_Agrees()
        => GradientCheck.Run(x => x[0].Conv(x[1]), Random(2, 3, 3, 2), Random(4, 3, 1, 1));

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Gemm_Transposed_Agrees(bool transposeLeft, bool transposeRight)
        => GradientCheck.Run(
            x => x[0].Gemm(x[1], null, transposeLeft, transposeRight),
            transposeLeft ? Random(4, 3) : Random(3, 4), transposeRight ? Random(5, 4) : Random(4, 5));

    [Fact]
    public void Pad_Reflect_Agrees() => GradientCheck.Run(x => x[0].PadReflect(0, 0, 2, 1, 0, 0, 1, 2), Random(1, 2, 4, 5));

    [Fact]
    public void Slice_Reversed_Agrees() => GradientCheck.Run(x => x[0].Flip(0, 1) * x[0], Random(3, 4));

    [Fact]
    public void GroupNormalization_Composed_Agrees()
        => GradientCheck.Run(x => x[0].GroupNormalization(2, x[1], x[2], 1e-5f), Random(2, 4, 3, 2), Random(4), Random(4));

    /// <summary>The form in which the sum over the probabilities is taken from the result: one head with few and one with many channels.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public void Softmax_InAttention_Agrees(int channels)
        => GradientCheck.Run(
            x => x[0].MatMul(x[1].TransposeLast()).Softmax(-1).MatMul(x[2]), Random(1, 2, 3, channels), Random(1, 2, 5, channels), Random(1, 2, 5, channels));

    [Fact]
    public void Softmax_InAttentionWithSharedValues_Agrees()
        => GradientCheck.Run(x => x[0].Softmax(-1).MatMul(x[1]), Random(2, 3, 5), Random(1, 5, 2));

    [Fact]
    public void MatMul_LargeLeftOperand_Agrees() => GradientCheck.Run(x => x[0].MatMul(x[1]), Random(2, 5, 4), Random(2, 4, 2));

    [Fact]
    public void Split_UnequalParts_Agrees()
        => GradientCheck.Run(x => x[0].Cut(1, 1, 3)[1] * x[1], Random(2, 4), Random(2, 3));

    private static Tensor Random(params long[] shape) => Fill(shape, (random, _) => (random.NextDouble() * 2) - 1);

    /// <summary>For functions with a kink at 0: finite differences are wrong across it.</summary>
    private static Tensor AwayFromZero(params long[] shape)
        => Fill(shape, (random, _) => (random.NextDouble() + 0.2) * (random.Next(2) == 0 ? -1 : 1));

    /// <summary>For operators that rank: elements further apart than the step of the differences.</summary>
    private static Tensor Distinct(params long[] shape) => Fill(shape, (_, i) => i * 7 % 31 / 10.0);

    private static Tensor Fill(long[] shape, Func<Random, int, double> value)
    {
        Random random = new(shape.Length + (int)shape[0]);
        TensorShape dimensions = new(shape);
        return Tensor.From<float>([.. Enumerable.Range(0, (int)dimensions.ElementCount).Select(i => (float)value(random, i))], shape);
    }
}
