namespace ReCorD.Compute.Onnx;

// Field numbers of the messages of onnx.proto (IR version 9), as far as they are written.
internal static class ModelFields
{
    public const int IrVersion = 1;
    public const int ProducerName = 2;
    public const int ProducerVersion = 3;
    public const int Graph = 7;
    public const int OpsetImport = 8;
}

internal static class OpsetFields
{
    public const int Domain = 1;
    public const int Version = 2;
}

internal static class GraphFields
{
    public const int Node = 1;
    public const int Name = 2;
    public const int Initializer = 5;
    public const int Input = 11;
    public const int Output = 12;
    public const int ValueInfo = 13;
}

internal static class NodeFields
{
    public const int Input = 1;
    public const int Output = 2;
    public const int Name = 3;
    public const int OpType = 4;
    public const int Attribute = 5;
    public const int DocString = 6;
}

internal static class AttributeFields
{
    public const int Name = 1;
    public const int Float = 2;
    public const int Integer = 3;
    public const int Text = 4;
    public const int Floats = 7;
    public const int Integers = 8;
    public const int Type = 20;
}

/// <summary><c>AttributeProto.AttributeType</c>.</summary>
internal static class AttributeTypes
{
    public const int Float = 1;
    public const int Integer = 2;
    public const int Text = 3;
    public const int Floats = 6;
    public const int Integers = 7;
}

internal static class TensorFields
{
    public const int Dimensions = 1;
    public const int DataType = 2;
    public const int Name = 8;
    public const int RawData = 9;
    public const int ExternalData = 13;
    public const int DataLocation = 14;
}

internal static class EntryFields
{
    public const int Key = 1;
    public const int Value = 2;
}

internal static class ValueInfoFields
{
    public const int Name = 1;
    public const int Type = 2;
}

internal static class TypeFields
{
    public const int Tensor = 1;
    public const int TensorElementType = 1;
    public const int TensorShape = 2;
    public const int ShapeDimension = 1;
    public const int DimensionValue = 1;
}
