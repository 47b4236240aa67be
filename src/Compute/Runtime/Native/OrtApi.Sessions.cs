using System.Runtime.InteropServices;

namespace ReCorD.Compute.Runtime.Native;

internal static unsafe partial class OrtApi
{
    public static SessionOptionsHandle CreateSessionOptions() => new(Create(OrtFunction.CreateSessionOptions));

    public static void SetOptimizationLevel(SessionOptionsHandle options, int level) => Set(OrtFunction.SetSessionGraphOptimizationLevel, options, level);

    public static void SetLogSeverity(SessionOptionsHandle options) => Set(OrtFunction.SetSessionLogSeverityLevel, options, LogWarnings);

    public static void DisableMemoryPattern(SessionOptionsHandle options) => Set(OrtFunction.DisableMemPattern, options);

    public static void UseOwnThreads(SessionOptionsHandle options, int threads) => Set(OrtFunction.SetIntraOpNumThreads, options, threads);

    public static void UseGlobalThreads(SessionOptionsHandle options) => Set(OrtFunction.DisablePerSessionThreads, options);

    /// <summary>Sets or clears the flag that makes a session being created on another thread give up.</summary>
    public static void SetLoadCancellation(SessionOptionsHandle options, bool cancel)
        => Check(((delegate* unmanaged<nint, byte, nint>)OrtLibrary.Function(OrtFunction.SessionOptionsSetLoadCancellationFlag))(options.Pointer, cancel ? (byte)1 : (byte)0));

    public static void AddConfigEntry(SessionOptionsHandle options, string key, string value)
    {
        fixed (byte* keyText = Utf8(key), valueText = Utf8(value))
        {
            Check(((delegate* unmanaged<nint, byte*, byte*, nint>)OrtLibrary.Function(OrtFunction.AddSessionConfigEntry))(options.Pointer, keyText, valueText));
        }
    }

    public static void AppendProvider(SessionOptionsHandle options, string provider, IReadOnlyDictionary<string, string> settings)
    {
        using NativeStrings keys = new(settings.Keys);
        using NativeStrings values = new(settings.Values);
        fixed (byte* name = Utf8(provider))
        {
            var append = (delegate* unmanaged<nint, byte*, nint*, nint*, nuint, nint>)OrtLibrary.Function(OrtFunction.SessionOptionsAppendExecutionProvider);
            Check(append(options.Pointer, name, keys.Pointer, values.Pointer, keys.Count));
        }
    }

    /// <summary>CUDA has its own functions: the general one does not know its name.</summary>
    public static void AppendCuda(SessionOptionsHandle options, IReadOnlyDictionary<string, string> settings)
    {
        using CudaOptionsHandle cuda = new(Create(OrtFunction.CreateCudaProviderOptions));
        if (settings.Count > 0)
        {
            using NativeStrings keys = new(settings.Keys);
            using NativeStrings values = new(settings.Values);
            var update = (delegate* unmanaged<nint, nint*, nint*, nuint, nint>)OrtLibrary.Function(OrtFunction.UpdateCudaProviderOptions);
            Check(update(cuda.Pointer, keys.Pointer, values.Pointer, keys.Count));
        }

        Check(((delegate* unmanaged<nint, nint, nint>)OrtLibrary.Function(OrtFunction.SessionOptionsAppendExecutionProviderCudaV2))(options.Pointer, cuda.Pointer));
    }

    public static SessionHandle CreateSession(EnvironmentHandle environment, string path, SessionOptionsHandle options)
    {
        nint session;
        fixed (byte* file = NativePath(path))
        {
            Check(((delegate* unmanaged<nint, byte*, nint, nint*, nint>)OrtLibrary.Function(OrtFunction.CreateSession))(environment.Pointer, file, options.Pointer, &session));
        }

        return new SessionHandle(session, environment);
    }

    /// <summary>Makes the session record how long each node takes. The file's name is the prefix with the time of the start and <c>.json</c> behind it.</summary>
    public static void EnableProfiling(SessionOptionsHandle options, string prefix)
    {
        fixed (byte* file = NativePath(prefix))
        {
            Check(((delegate* unmanaged<nint, byte*, nint>)OrtLibrary.Function(OrtFunction.EnableProfiling))(options.Pointer, file));
        }
    }

    /// <summary>Writes what was recorded and gives the file's name.</summary>
    public static string EndProfiling(SessionHandle session)
    {
        nint allocator = Create(OrtFunction.GetAllocatorWithDefaultOptions);
        nint path;
        Check(((delegate* unmanaged<nint, nint, nint*, nint>)OrtLibrary.Function(OrtFunction.SessionEndProfiling))(session.Pointer, allocator, &path));
        return TakeText(allocator, path);
    }

    public static IReadOnlyList<TensorInfo> Inputs(SessionHandle session)
        => Ports(session, OrtFunction.SessionGetInputCount, OrtFunction.SessionGetInputName, OrtFunction.SessionGetInputTypeInfo);

    public static IReadOnlyList<TensorInfo> Outputs(SessionHandle session)
        => Ports(session, OrtFunction.SessionGetOutputCount, OrtFunction.SessionGetOutputName, OrtFunction.SessionGetOutputTypeInfo);

    public static RunOptionsHandle CreateRunOptions() => new(Create(OrtFunction.CreateRunOptions));

    public static void AddRunConfigEntry(RunOptionsHandle options, string key, string value)
    {
        fixed (byte* keyText = Utf8(key), valueText = Utf8(value))
        {
            Check(((delegate* unmanaged<nint, byte*, byte*, nint>)OrtLibrary.Function(OrtFunction.AddRunConfigEntry))(options.Pointer, keyText, valueText));
        }
    }

    /// <summary>Makes a run on another thread stop at its next node.</summary>
    public static void Terminate(RunOptionsHandle options) => Set(OrtFunction.RunOptionsSetTerminate, options);

    /// <summary>Runs the session. Zeros in <paramref name="outputs"/> are replaced by new values, which the caller releases.</summary>
    public static void Run(SessionHandle session, RunOptionsHandle options, NativeStrings inputNames, ReadOnlySpan<nint> inputs, NativeStrings outputNames, Span<nint> outputs)
    {
        var run = (delegate* unmanaged<nint, nint, nint*, nint*, nuint, nint*, nuint, nint*, nint>)OrtLibrary.Function(OrtFunction.Run);
        fixed (nint* inputValues = inputs, outputValues = outputs)
        {
            Check(run(session.Pointer, options.Pointer, inputNames.Pointer, inputValues, inputNames.Count, outputNames.Pointer, outputNames.Count, outputValues));
        }
    }

    private static TensorInfo[] Ports(SessionHandle session, OrtFunction count, OrtFunction name, OrtFunction type)
    {
        nuint number;
        Check(((delegate* unmanaged<nint, nuint*, nint>)OrtLibrary.Function(count))(session.Pointer, &number));
        TensorInfo[] ports = new TensorInfo[number];
        for (nuint i = 0; i < number; i++)
        {
            nint info;
            string portName = PortName(session, name, i);
            Check(((delegate* unmanaged<nint, nuint, nint*, nint>)OrtLibrary.Function(type))(session.Pointer, i, &info));
            using TypeInfoHandle typeInfo = new(info);
            ports[i] = Describe(portName, typeInfo);
        }

        return ports;
    }

    private static string PortName(SessionHandle session, OrtFunction function, nuint index)
    {
        nint allocator = Create(OrtFunction.GetAllocatorWithDefaultOptions);
        nint text;
        Check(((delegate* unmanaged<nint, nuint, nint, nint*, nint>)OrtLibrary.Function(function))(session.Pointer, index, allocator, &text));
        return TakeText(allocator, text);
    }

    /// <summary>A text that ONNX Runtime allocated, which is freed.</summary>
    private static string TakeText(nint allocator, nint text)
    {
        string copy = Marshal.PtrToStringUTF8(text) ?? "";
        Check(((delegate* unmanaged<nint, nint, nint>)OrtLibrary.Function(OrtFunction.AllocatorFree))(allocator, text));
        return copy;
    }

    /// <summary>A file name as ONNX Runtime wants it: UTF-16 on Windows, UTF-8 elsewhere.</summary>
    private static byte[] NativePath(string path) => OperatingSystem.IsWindows() ? System.Text.Encoding.Unicode.GetBytes(path + '\0') : Utf8(path);

    private static TensorInfo Describe(string name, TypeInfoHandle type)
    {
        // The result is part of the type information and is not released.
        nint tensor;
        Check(((delegate* unmanaged<nint, nint*, nint>)OrtLibrary.Function(OrtFunction.CastTypeInfoToTensorInfo))(type.Pointer, &tensor));
        if (tensor == 0)
        {
            throw new NotSupportedException($"'{name}' of the model is no tensor; only tensors are supported.");
        }

        (ElementType elementType, long[] dimensions) = Describe(tensor);
        return Enum.IsDefined(elementType) && elementType != ElementType.Undefined
            ? new TensorInfo(name, elementType, [.. dimensions])
            : throw new NotSupportedException($"'{name}' of the model has the element type {(int)elementType} (ONNX numbering), which is not supported.");
    }

    private static (ElementType Type, long[] Dimensions) Describe(nint tensorInfo)
    {
        int type;
        nuint rank;
        Check(((delegate* unmanaged<nint, int*, nint>)OrtLibrary.Function(OrtFunction.GetTensorElementType))(tensorInfo, &type));
        Check(((delegate* unmanaged<nint, nuint*, nint>)OrtLibrary.Function(OrtFunction.GetDimensionsCount))(tensorInfo, &rank));
        long[] dimensions = new long[rank];
        fixed (long* buffer = dimensions)
        {
            Check(((delegate* unmanaged<nint, long*, nuint, nint>)OrtLibrary.Function(OrtFunction.GetDimensions))(tensorInfo, buffer, rank));
        }

        return ((ElementType)type, dimensions);
    }
}
