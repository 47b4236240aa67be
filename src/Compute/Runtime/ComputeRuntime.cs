using ReCorD.Compute.Lowering;
using ReCorD.Compute.Runtime.Native;

namespace ReCorD.Compute.Runtime;

/// <summary>
/// ONNX Runtime with one pool of threads, which all sessions share. There can be several of these at once as long as their thread
/// settings are equal. Sessions may outlive it.
/// </summary>
public sealed class ComputeRuntime : IDisposable
{
    private readonly Action<string>? log;
    private readonly Lazy<BlockedKernels?> blockedKernels;

    /// <param name="threads">The thread pool; null for the defaults.</param>
    /// <param name="log">Told of ONNX Runtime's warnings and errors, from any thread; null (default) for silence.</param>
    /// <exception cref="OrtException">ONNX Runtime is missing, older than 1.22, or fails to start.</exception>
    /// <exception cref="InvalidOperationException">ONNX Runtime is in use with other thread settings.</exception>
    public ComputeRuntime(ThreadSettings? threads = null, Action<string>? log = null)
    {
        threads ??= new ThreadSettings();
        ArgumentOutOfRangeException.ThrowIfNegative(threads.Threads, nameof(threads));
        Threads = threads.Threads == 0 ? threads with { Threads = Environment.ProcessorCount } : threads;
        AvailableDevices = OrtApi.AvailableDevices();
        Handle = EnvironmentHandle.Open(Threads);
        blockedKernels = new Lazy<BlockedKernels?>(() => LayoutProbe.Find(this) is { } layout ? new BlockedKernels(layout) : null);
        this.log = log;
        if (log is not null)
        {
            RuntimeLog.Add(log);
        }
    }

    /// <summary>Version of the loaded ONNX Runtime, as 1.30.0.</summary>
    public string Version { get; } = OrtLibrary.Version;

    /// <summary>The thread settings in use, with the number of threads filled in.</summary>
    public ThreadSettings Threads { get; }

    /// <summary>Those of <c>cpu</c>, <c>cuda</c>, <c>dml</c>, <c>webgpu</c> and <c>coreml</c> that the loaded library was built with. A driver or a further library may still be missing.</summary>
    public IReadOnlyList<string> AvailableDevices { get; }

    internal EnvironmentHandle Handle { get; }

    /// <summary>Kernels for convolutions on the processor, shared by all sessions; null where this ONNX Runtime has no blocked convolutions.</summary>
    internal BlockedKernels? BlockedKernels => blockedKernels.Value;

    public void Dispose()
    {
        if (log is not null)
        {
            RuntimeLog.Remove(log);
        }

        Handle.Dispose();
    }
}
