using System.Runtime.InteropServices;
using System.Text;

namespace ReCorD.Compute.Runtime.Native;

/// <summary>
/// Typed calls of ONNX Runtime's C API: handles in and out, failures as <see cref="OrtException"/>. A caller keeps every handle
/// that it passes open until the call returns. Names and parameters follow <c>onnxruntime_c_api.h</c>.
/// </summary>
internal static unsafe partial class OrtApi
{
    /// <summary>The devices' names in this library and in ONNX Runtime's list of providers.</summary>
    private static readonly (string Device, string Provider)[] Devices =
    [
        ("cpu", "CPUExecutionProvider"),
        ("cuda", "CUDAExecutionProvider"),
        ("dml", "DmlExecutionProvider"),
        ("webgpu", "WebGpuExecutionProvider"),
        ("coreml", "CoreMLExecutionProvider"),
    ];

    private const int LogWarnings = 2;

    /// <summary>Names of the devices that the library was built with; whether one works is known only when it is used.</summary>
    public static IReadOnlyList<string> AvailableDevices()
    {
        nint* names;
        int count;
        Check(((delegate* unmanaged<nint**, int*, nint>)OrtLibrary.Function(OrtFunction.GetAvailableProviders))(&names, &count));
        HashSet<string?> providers = [];
        for (int i = 0; i < count; i++)
        {
            providers.Add(Marshal.PtrToStringUTF8(names[i]));
        }

        Check(((delegate* unmanaged<nint*, int, nint>)OrtLibrary.Function(OrtFunction.ReleaseAvailableProviders))(names, count));
        return [.. Devices.Where(device => providers.Contains(device.Provider)).Select(device => device.Device)];
    }

    public static ThreadingOptionsHandle CreateThreadingOptions(ThreadSettings settings)
    {
        ThreadingOptionsHandle options = new(Create(OrtFunction.CreateThreadingOptions));
        try
        {
            Set(OrtFunction.SetGlobalIntraOpNumThreads, options, settings.Threads);
            Set(OrtFunction.SetGlobalInterOpNumThreads, options, 1);
            Set(OrtFunction.SetGlobalSpinControl, options, settings.Idle == IdleThreads.Spin ? 1 : 0);

            // Never SetGlobalDenormalAsZero: operators of ours run on these threads, and .NET compiles wrong code on a thread with that setting (docs/performance.md).
            return options;
        }
        catch
        {
            options.Dispose();
            throw;
        }
    }

    public static nint CreateEnvironment(ThreadingOptionsHandle threading, delegate* unmanaged[Cdecl]<nint, int, nint, nint, nint, nint, void> log)
    {
        nint environment;
        fixed (byte* id = "record\0"u8)
        {
            var create = (delegate* unmanaged<void*, nint, int, byte*, nint, nint*, nint>)OrtLibrary.Function(OrtFunction.CreateEnvWithCustomLoggerAndGlobalThreadPools);
            Check(create(log, 0, LogWarnings, id, threading.Pointer, &environment));
        }

        return environment;
    }

    /// <summary>
    /// Gives the environment an arena for activations, which all sessions that ask for it share: networks that run one after another then use the same
    /// memory. It grows by what is asked for; the default, growing to the next power of two, leaves up to half unused.
    /// </summary>
    public static void RegisterSharedArena(nint environment)
    {
        using NativeStrings keys = new(["arena_extend_strategy"]);
        nuint sameAsRequested = 1;
        nint arena;
        Check(((delegate* unmanaged<nint*, nuint*, nuint, nint*, nint>)OrtLibrary.Function(OrtFunction.CreateArenaCfgV2))(keys.Pointer, &sameAsRequested, keys.Count, &arena));
        using ArenaOptionsHandle options = new(arena);
        using MemoryInfoHandle memory = CreateCpuMemoryInfo(ArenaAllocator);
        Check(((delegate* unmanaged<nint, nint, nint, nint>)OrtLibrary.Function(OrtFunction.CreateAndRegisterAllocator))(environment, memory.Pointer, options.Pointer));
    }

    /// <summary>Turns a status into an exception and frees it; zero means success.</summary>
    public static void Check(nint status)
    {
        if (status == 0)
        {
            return;
        }

        int code = ((delegate* unmanaged<nint, int>)OrtLibrary.Function(OrtFunction.GetErrorCode))(status);
        nint message = ((delegate* unmanaged<nint, nint>)OrtLibrary.Function(OrtFunction.GetErrorMessage))(status);
        string text = Marshal.PtrToStringUTF8(message) ?? "";
        ((delegate* unmanaged<nint, void>)OrtLibrary.Function(OrtFunction.ReleaseStatus))(status);
        throw new OrtException((OrtErrorCode)code, OrtException.WithoutFolders(text));
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text + '\0');

    /// <summary>Functions of the form f(out object).</summary>
    private static nint Create(OrtFunction function)
    {
        nint created;
        Check(((delegate* unmanaged<nint*, nint>)OrtLibrary.Function(function))(&created));
        return created;
    }

    /// <summary>Functions of the form f(object).</summary>
    private static void Set(OrtFunction function, OrtHandle target)
        => Check(((delegate* unmanaged<nint, nint>)OrtLibrary.Function(function))(target.Pointer));

    /// <summary>Functions of the form f(object, int).</summary>
    private static void Set(OrtFunction function, OrtHandle target, int value)
        => Check(((delegate* unmanaged<nint, int, nint>)OrtLibrary.Function(function))(target.Pointer, value));
}
