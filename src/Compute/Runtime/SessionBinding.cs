using ReCorD.Compute.Runtime.Native;

namespace ReCorD.Compute.Runtime;

/// <summary>
/// Tensors bound to a session's inputs and outputs once, to run many times, so that what stays the same from run to run also stays on the device. On the
/// processor each run reads what the input tensors hold then; another device has its own copy, made when the tensor was bound, and must be told of
/// other numbers by <see cref="Update"/>. Each run overwrites the output tensors. One run at a time.
/// </summary>
public sealed class SessionBinding : IDisposable
{
    private readonly SessionHandle session;
    private readonly SessionSettings settings;
    private readonly BindingHandle binding;
    private readonly IReadOnlyDictionary<string, Tensor> inputs;
    private readonly Tensor[] tensors;
    private readonly IReadOnlyList<Tensor> weights;

    internal SessionBinding(
        SessionHandle session, SessionSettings settings, IReadOnlyList<Tensor> weights, IReadOnlyDictionary<string, Tensor> inputs, IReadOnlyDictionary<string, Tensor> outputs)
    {
        this.session = session;
        this.settings = settings;
        this.weights = weights;
        this.inputs = inputs;
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

    /// <summary>Sends what an input's tensor holds now to the device.</summary>
    /// <exception cref="ArgumentException">No input of that name is bound.</exception>
    public void Update(string input)
    {
        if (!inputs.TryGetValue(input, out Tensor? tensor))
        {
            throw new ArgumentException($"No input '{input}' is bound; there are: {string.Join(", ", inputs.Keys.Order(StringComparer.Ordinal))}.", nameof(input));
        }

        // On the processor the binding refers to the tensor itself. Elsewhere ONNX Runtime copies to the device when it binds.
        if (settings.Device != "cpu")
        {
            using MemoryInfoHandle memory = OrtApi.CreateCpuMemoryInfo();
            using ValueHandle value = OrtApi.CreateValue(memory, tensor);
            OrtApi.BindInput(binding, input, value);
        }
    }

    /// <summary>Runs the network on what is bound.</summary>
    /// <exception cref="ObjectDisposedException">A bound tensor, or the binding, was disposed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the run stops at its next node and the outputs hold no result.</exception>
    public void Run(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (Tensor tensor in tensors)
        {
            _ = tensor.Pointer;
        }

        using RunOptionsHandle options = RunOptionsFactory.Create(settings);
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
