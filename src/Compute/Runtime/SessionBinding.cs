using ReCorD.Compute.Runtime.Native;

namespace ReCorD.Compute.Runtime;

/// <summary>
/// Tensors bound to a session's inputs and outputs once, to run many times: each run reads what the input tensors hold then, and overwrites the
/// output tensors. For loops over small networks, and for devices, where binding spares copies. One run at a time.
/// </summary>
public sealed class SessionBinding : IDisposable
{
    private readonly SessionHandle session;
    private readonly BindingHandle binding;
    private readonly Tensor[] tensors;
    private readonly IReadOnlyList<Tensor> weights;

    internal SessionBinding(SessionHandle session, IReadOnlyList<Tensor> weights, IReadOnlyDictionary<string, Tensor> inputs, IReadOnlyDictionary<string, Tensor> outputs)
    {
        this.session = session;
        this.weights = weights;
        tensors = [.. inputs.Values, .. outputs.Values];
        binding = OrtApi.CreateBinding(session);
        try
        {
            using MemoryInfoHandle memory = OrtApi.CreateCpuMemoryInfo();
            Bind(memory, inputs, OrtApi.BindInput);
            Bind(memory, outputs, OrtApi.BindOutput);
        }
        catch
        {
            binding.Dispose();
            throw;
        }
    }

    /// <summary>Runs the network on what the bound tensors hold now.</summary>
    /// <exception cref="ObjectDisposedException">A bound tensor, or the binding, was disposed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the run stops at its next node and the outputs hold no result.</exception>
    public void Run(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (Tensor tensor in tensors)
        {
            _ = tensor.Pointer;
        }

        using RunOptionsHandle options = OrtApi.CreateRunOptions();
        try
        {
            using CancellationTokenRegistration registration = cancellationToken.Register(() => OrtApi.Terminate(options));
            OrtApi.Run(session, options, binding);
        }
        catch (OrtException error) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The run was cancelled.", error, cancellationToken);
        }
        finally
        {
            GC.KeepAlive(tensors);
            GC.KeepAlive(weights);
        }
    }

    /// <summary>Lets go of the session. The tensors stay with their owner.</summary>
    public void Dispose() => binding.Dispose();

    private void Bind(MemoryInfoHandle memory, IReadOnlyDictionary<string, Tensor> values, Action<BindingHandle, string, ValueHandle> bind)
    {
        foreach ((string name, Tensor tensor) in values)
        {
            using ValueHandle value = OrtApi.CreateValue(memory, tensor);
            bind(binding, name, value);
        }
    }
}
