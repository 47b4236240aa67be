using System.Reflection;
using System.Runtime.InteropServices;

namespace ReCorD.Vision.Imaging.Native;

/// <summary>
/// Finds and starts libvips, once per process. The library is looked for in <c>native/</c> beside the program, where the build
/// puts it, then by the system's own rules.
/// </summary>
internal static unsafe class VipsLibrary
{
    /// <summary>The name in the import declarations; the resolver below turns it into a file.</summary>
    internal const string ImportName = "vips";

    private const int LogLevelAll = ~3;

    private static readonly Lazy<Version> Started = new(Start);

    /// <summary>Version of the loaded libvips. Loads it at the first call.</summary>
    /// <exception cref="DllNotFoundException">There is no libvips.</exception>
    internal static Version Version => Started.Value;

    /// <summary>Must be called before any other entry of libvips.</summary>
    internal static void EnsureStarted() => _ = Started.Value;

    private static Version Start()
    {
        NativeLibrary.SetDllImportResolver(typeof(VipsLibrary).Assembly, Resolve);
        if (VipsNative.Init("record") != 0)
        {
            throw VipsException.FromErrorBuffer("vips_init");
        }

        // Each picture is decoded once: a cache of operations would only hold memory, and outlive the buffers that we pin.
        VipsNative.CacheSetMaximum(0);

        // Warnings would be printed on the standard error stream; what matters arrives as a failed operation.
        VipsNative.LogSetHandler("VIPS", LogLevelAll, &VipsNative.IgnoreLog, null);
        return new Version(VipsNative.Version(0), VipsNative.Version(1), VipsNative.Version(2));
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != ImportName)
        {
            return 0;
        }

        string folder = Path.Combine(AppContext.BaseDirectory, "native");
        string? file = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, FilePattern).Order(StringComparer.Ordinal).FirstOrDefault() : null;
        if (file is not null)
        {
            return NativeLibrary.Load(file);
        }

        foreach (string systemName in SystemNames)
        {
            if (NativeLibrary.TryLoad(systemName, assembly, searchPath, out nint library))
            {
                return library;
            }
        }

        throw new DllNotFoundException(
            $"libvips was not found: expected a file {FilePattern} in {folder}, or libvips installed in the system. "
            + "Build the program again with Node/npm at hand: the build installs the native libraries.");
    }

    /// <summary>The npm packages of sharp hold the C entries in libvips-42.dll on Windows and in libvips-cpp elsewhere.</summary>
    private static string FilePattern =>
        OperatingSystem.IsWindows() ? "libvips-42*.dll" : OperatingSystem.IsMacOS() ? "libvips*.dylib" : "libvips*.so*";

    private static string[] SystemNames =>
        OperatingSystem.IsWindows() ? ["libvips-42.dll"] : OperatingSystem.IsMacOS() ? ["libvips.42.dylib"] : ["libvips.so.42"];
}
