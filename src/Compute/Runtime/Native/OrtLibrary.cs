using System.Globalization;
using System.Runtime.InteropServices;

namespace ReCorD.Compute.Runtime.Native;

/// <summary>
/// The loaded ONNX Runtime library: its version and its two function tables. Loaded once per process, from the folder
/// <c>native</c> beside the program or, where that has none, from wherever the system finds it.
/// </summary>
internal static unsafe class OrtLibrary
{
    /// <summary>The first version whose Model Editor API builds sessions from memory.</summary>
    public static readonly Version MinimumVersion = new(1, 22);

    /// <summary>The API version to ask for: it has every function of <see cref="OrtFunction"/>.</summary>
    private const uint ApiVersion = 22;

    private static readonly Lazy<Tables> Loaded = new(Load);

    public static string Version => Loaded.Value.Version;

    public static void* Function(OrtFunction function) => Loaded.Value.Api[(int)function];

    public static void* Function(OrtModelEditorFunction function) => Loaded.Value.ModelEditor[(int)function];

    /// <summary>Whether a version text as "1.30.0" is at least <see cref="MinimumVersion"/>.</summary>
    internal static bool IsSupported(string version)
    {
        string[] parts = version.Split('.', '-', '+');
        return parts.Length >= 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int minor)
            && new Version(major, minor) >= MinimumVersion;
    }

    private static Tables Load()
    {
        nint library = LoadLibrary();
        if (!NativeLibrary.TryGetExport(library, "OrtGetApiBase", out nint entry))
        {
            throw new OrtException(OrtErrorCode.NotFound, "The library found as ONNX Runtime has no function OrtGetApiBase. Remove it from the search path, or build again to restore native/.");
        }

        void** apiBase = ((delegate* unmanaged<void**>)entry)();
        string version = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)apiBase[1])()) ?? "";
        void** api = IsSupported(version) ? ((delegate* unmanaged<uint, void**>)apiBase[0])(ApiVersion) : null;
        void** modelEditor = api is null ? null : ((delegate* unmanaged<void**>)api[(int)OrtFunction.GetModelEditorApi])();
        if (modelEditor is null)
        {
            throw new OrtException(
                OrtErrorCode.NotImplemented,
                $"ONNX Runtime {version} was found but {MinimumVersion} or newer, built with the Model Editor API, is needed. Build again to restore native/, or choose a newer OnnxRuntimePackageVersion.");
        }

        return new Tables(version, api, modelEditor);
    }

    private static nint LoadLibrary()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "native");
        foreach (string name in FileNames())
        {
            if (NativeLibrary.TryLoad(Path.Combine(folder, name), out nint bundled))
            {
                return bundled;
            }
        }

        return NativeLibrary.TryLoad("onnxruntime", typeof(OrtLibrary).Assembly, null, out nint found)
            ? found
            : throw new OrtException(
                OrtErrorCode.NotFound,
                $"The ONNX Runtime library for {RuntimeInformation.RuntimeIdentifier} could not be loaded from the folder native/ beside the program, nor from the system. Build again with Node.js and npm installed.");
    }

    private static string[] FileNames() => OperatingSystem.IsWindows()
        ? ["onnxruntime.dll"]
        : OperatingSystem.IsMacOS() ? ["libonnxruntime.1.dylib", "libonnxruntime.dylib"] : ["libonnxruntime.so.1", "libonnxruntime.so"];

    private sealed class Tables(string version, void** api, void** modelEditor)
    {
        public string Version { get; } = version;

        public void** Api { get; } = api;

        public void** ModelEditor { get; } = modelEditor;
    }
}
