using System.Collections.Immutable;

namespace ReCorD.Compute.Runtime.Native;

/// <summary>
/// Options of each device under ONNX Runtime's own names: what suits a handful of large networks with fixed shapes, where it differs from ONNX
/// Runtime's defaults, under what the user gives.
/// </summary>
internal static class DeviceOptions
{
    private static readonly Dictionary<string, ImmutableSortedDictionary<string, string>> Defaults = new()
    {
        ["cuda"] = Options(
            // Trying all algorithms makes each network's first run take minutes; the heuristic's choice is about as fast.
            ("cudnn_conv_algo_search", "HEURISTIC"),
            // Memory grows by what is needed, not by doubling: several networks share a device.
            ("arena_extend_strategy", "kSameAsRequested"),
            // Single precision means 24 bits. Speed comes from half precision, or from setting this to 1.
            ("use_tf32", "0")),
        ["coreml"] = Options(
            // The older format lacks half of our operators.
            ("ModelFormat", "MLProgram"),
            ("RequireStaticInputShapes", "1")),
    };

    /// <summary>The user's options over ours.</summary>
    public static ImmutableSortedDictionary<string, string> For(SessionSettings settings)
        => Defaults.GetValueOrDefault(settings.Device, ImmutableSortedDictionary<string, string>.Empty).SetItems(settings.DeviceOptions);

    private static ImmutableSortedDictionary<string, string> Options(params (string Key, string Value)[] options)
        => options.ToImmutableSortedDictionary(option => option.Key, option => option.Value);
}
