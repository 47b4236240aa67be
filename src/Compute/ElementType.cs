namespace ReCorD.Compute;

/// <summary>Element types of tensors. The numbers are those of ONNX's <c>TensorProto.DataType</c> and of ONNX Runtime.</summary>
public enum ElementType
{
    Undefined = 0,
    Float32 = 1,
    UInt8 = 2,
    Int32 = 6,
    Int64 = 7,
    Bool = 9,
    Float16 = 10,
    BFloat16 = 16,
}

/// <summary>Sizes and names of <see cref="ElementType"/>.</summary>
public static class ElementTypeExtensions
{
    /// <summary>Bytes one element takes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The type has no fixed size.</exception>
    public static int ByteSize(this ElementType type) => type switch
    {
        ElementType.UInt8 or ElementType.Bool => 1,
        ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.Float32 or ElementType.Int32 => 4,
        ElementType.Int64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "This element type has no fixed size."),
    };
}
