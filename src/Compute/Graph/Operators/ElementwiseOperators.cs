namespace ReCorD.Compute.Graph.Operators;

/// <summary>Operators that work on each element: arithmetic, functions, comparison, choice.</summary>
public static class ElementwiseOperators
{
    public static Value Abs(this Value x) => x.Unary("Abs");

    public static Value Exp(this Value x) => x.Unary("Exp");

    public static Value Sqrt(this Value x) => x.Unary("Sqrt");

    public static Value Sin(this Value x) => x.Unary("Sin");

    public static Value Cos(this Value x) => x.Unary("Cos");

    public static Value Erf(this Value x) => x.Unary("Erf");

    public static Value Tanh(this Value x) => x.Unary("Tanh");

    public static Value Sign(this Value x) => x.Unary("Sign");

    public static Value Sigmoid(this Value x) => x.Unary("Sigmoid");

    /// <summary>x * sigmoid(x), PyTorch's <c>silu</c>.</summary>
    public static Value Silu(this Value x) => x * x.Sigmoid();

    /// <summary>x * sigmoid(1.702 x), the <c>quick_gelu</c> of OpenAI's CLIP.</summary>
    public static Value QuickGelu(this Value x) => x * (x * 1.702f).Sigmoid();

    /// <summary>x * Phi(x) with the exact normal distribution function, PyTorch's default <c>gelu</c>.</summary>
    public static Value Gelu(this Value x) => x.Unary("Gelu");

    /// <summary>The greater of two, elementwise. Where they are equal the gradient goes to the first.</summary>
    public static Value Max(this Value left, Value right) => left.Binary("Max", right);

    public static Value Equal(this Value left, Value right) => left.Compare("Equal", right);

    public static Value GreaterOrEqual(this Value left, Value right) => left.Compare("GreaterOrEqual", right);

    public static Value Cast(this Value x, ElementType type)
        => x.ElementType == type ? x : x.Builder.Emit("Cast", [x], type, x.Shape, new Dictionary<string, object> { ["to"] = (long)type });

    /// <summary>Elements of <paramref name="whenTrue"/> where the condition holds, else of <paramref name="whenFalse"/>.</summary>
    public static Value Where(this Value condition, Value whenTrue, Value whenFalse)
        => condition.Builder.Emit(
            "Where", [condition, whenTrue, whenFalse], whenTrue.ElementType,
            Broadcasting.Combine(condition.Shape, Broadcasting.Combine(whenTrue.Shape, whenFalse.Shape)));

    internal static Value Unary(this Value x, string opType) => x.Builder.Emit(opType, [x], x.ElementType, x.Shape);

    internal static Value Binary(this Value left, string opType, Value right)
        => left.Builder.Emit(opType, [left, right], SameType(opType, left, right), Broadcasting.Combine(left.Shape, right.Shape));

    private static Value Compare(this Value left, string opType, Value right)
    {
        SameType(opType, left, right);
        return left.Builder.Emit(opType, [left, right], ElementType.Bool, Broadcasting.Combine(left.Shape, right.Shape));
    }

    private static ElementType SameType(string opType, Value left, Value right)
        => left.ElementType == right.ElementType
            ? left.ElementType
            : throw new GraphException($"{opType} needs operands of one type, but {left} and {right} differ.");
}
