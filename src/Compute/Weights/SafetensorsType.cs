using System.Collections.Frozen;

namespace ReCorD.Compute.Weights;

/// <summary>The element types of the safetensors format: all that its reference implementation knows, of which we read some.</summary>
internal static class SafetensorsType
{
    private static readonly FrozenDictionary<string, (int Bits, ElementType Type)> Known = new Dictionary<string, (int Bits, ElementType Type)>
    {
        ["BOOL"] = (8, ElementType.Bool),
        ["U8"] = (8, ElementType.UInt8),
        ["I32"] = (32, ElementType.Int32),
        ["I64"] = (64, ElementType.Int64),
        ["F16"] = (16, ElementType.Float16),
        ["BF16"] = (16, ElementType.BFloat16),
        ["F32"] = (32, ElementType.Float32),
        ["F4"] = (4, ElementType.Undefined),
        ["F6_E2M3"] = (6, ElementType.Undefined),
        ["F6_E3M2"] = (6, ElementType.Undefined),
        ["I8"] = (8, ElementType.Undefined),
        ["F8_E5M2"] = (8, ElementType.Undefined),
        ["F8_E4M3"] = (8, ElementType.Undefined),
        ["F8_E8M0"] = (8, ElementType.Undefined),
        ["I16"] = (16, ElementType.Undefined),
        ["U16"] = (16, ElementType.Undefined),
        ["U32"] = (32, ElementType.Undefined),
        ["F64"] = (64, ElementType.Undefined),
        ["U64"] = (64, ElementType.Undefined),
        ["C64"] = (64, ElementType.Undefined),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<ElementType, string> Names =
        Known.Where(pair => pair.Value.Type != ElementType.Undefined).ToFrozenDictionary(pair => pair.Value.Type, pair => pair.Key);

    /// <summary>Bits per element, or null for a name that the format does not have.</summary>
    public static int? Bits(string name) => Known.TryGetValue(name, out (int Bits, ElementType Type) known) ? known.Bits : null;

    /// <summary>Our element type; <see cref="ElementType.Undefined"/> where we have none.</summary>
    public static ElementType Of(string name) => Known.TryGetValue(name, out (int Bits, ElementType Type) known) ? known.Type : ElementType.Undefined;

    /// <summary>The name of an element type in the format.</summary>
    public static string Name(ElementType type) => Names[type];
}
