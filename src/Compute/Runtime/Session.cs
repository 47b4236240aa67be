using System.Collections.Frozen;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;
using ReCorD.Compute.Lowering;
using ReCorD.Compute.Onnx;
using ReCorD.Compute.Runtime.Native;

namespace ReCorD.Compute.Runtime;

/// <summary>A network ready to run. Runs may go on at the same time from several threads.</summary>
public sealed class Session : IDisposable
{
    /// <summary>Bytes of weights above which a graph is not given packed copies unasked.</summary>
    private const long LargestPacked = 512L << 20;

    private readonly SessionHandle handle;
    private readonly SessionSettings settings;
    private readonly IReadOnlyList<Tensor> borrowedWeights;
    private readonly FrozenDictionary<string, TensorInfo> inputs;
    private readonly FrozenDictionary<string, TensorInfo> outputs;

    private Session(SessionHandle handle, IReadOnlyList<Tensor> borrowedWeights, SessionSettings settings)
    {
        this.handle = handle;
        this.settings = settings;
        this.borrowedWeights = borrowedWeights;
        Inputs = OrtApi.Inputs(handle);
        Outputs = OrtApi.Outputs(handle);
        inputs = Inputs.ToFrozenDictionary(info => info.Name);
        outputs = Outputs.ToFrozenDictionary(info => info.Name);
    }

    public IReadOnlyList<TensorInfo> Inputs { get; }

    public IReadOnlyList<TensorInfo> Outputs { get; }

    /// <summary>A session of a graph. Weights of 128 bytes and more are read where they are: they must not be disposed before the session. Kernels of large convolutions are reordered for the processor first.</summary>
    /// <exception cref="DeviceUnavailableException">The settings' device cannot be used.</exception>
    /// <exception cref="OrtException">ONNX Runtime refused the graph.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while loading.</exception>
    public static Session Create(ComputeRuntime runtime, GraphModule module, SessionSettings? settings = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(runtime);
        ArgumentNullException.ThrowIfNull(module);
        settings = DecidePacking(OptimizerSelection.For(module, settings ?? new SessionSettings()), module.Initializers.Sum(value => value.Initializer!.ByteLength));
        module = ProcessorLowering.Lower(runtime, module, settings, cancellationToken);
        IReadOnlyList<Tensor> weights = [.. module.Initializers.Select(value => value.Initializer!)];
        return Open(runtime, weights, settings, options =>
        {
            Dictionary<string, int> opsets = ModelAssembly.Opsets(module);
            using ModelHandle model = ModelAssembly.Build(module, opsets, cancellationToken);
            if (!opsets.ContainsKey(OwnOperators.Domain))
            {
                return OrtApi.CreateSession(runtime.Handle, model, options);
            }

            OrtApi.AddOperatorDomain(options, OwnOperatorDomain.Handle);
            return OrtApi.CreateSession(runtime.Handle, EmptyModel.Write(module.Name, opsets).Span, model, options);
        }, cancellationToken);
    }

    /// <summary>A session of an ONNX file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <inheritdoc cref="Create"/>
    public static Session Load(ComputeRuntime runtime, string onnxPath, SessionSettings? settings = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(runtime);
        ArgumentException.ThrowIfNullOrEmpty(onnxPath);
        return File.Exists(onnxPath)
            ? Open(runtime, [], DecidePacking(settings ?? new SessionSettings(), weightBytes: 0), options => OrtApi.CreateSession(runtime.Handle, onnxPath, options), cancellationToken)
            : throw new FileNotFoundException($"There is no ONNX file at {onnxPath}.", onnxPath);
    }

    /// <summary>Runs the network and gives all outputs in new tensors, which the caller disposes.</summary>
    /// <exception cref="ArgumentException">Tensors are missing, unknown, or of the wrong type or shape; the message names each.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the run stops at its next node.</exception>
    public IReadOnlyDictionary<string, Tensor> Run(IReadOnlyDictionary<string, Tensor> inputs, CancellationToken cancellationToken = default)
    {
        Dictionary<string, Tensor?> results = Outputs.ToDictionary(info => info.Name, info => info.Shape is { } shape ? new Tensor(info.ElementType, shape) : null);
        try
        {
            Execute(inputs, results, cancellationToken);
            return results!;
        }
        catch
        {
            foreach (Tensor? result in results.Values)
            {
                result?.Dispose();
            }

            throw;
        }
    }

    /// <summary>Runs the network and writes those outputs that are asked for into the given tensors. Nodes that only other outputs need are still computed.</summary>
    /// <inheritdoc cref="Run(IReadOnlyDictionary{string, Tensor}, CancellationToken)"/>
    public void Run(IReadOnlyDictionary<string, Tensor> inputs, IReadOnlyDictionary<string, Tensor> outputs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        Execute(inputs, outputs.ToDictionary(pair => pair.Key, Tensor? (pair) => pair.Value), cancellationToken);
    }

    /// <summary>
    /// Binds tensors to all inputs and to those outputs that are asked for, to run many times. Inputs go to the session's device now, and again where
    /// <see cref="SessionBinding.Update"/> says so. The binding keeps the session open; the caller disposes both.
    /// </summary>
    /// <exception cref="ArgumentException">Tensors are missing, unknown, or of the wrong type or shape; the message names each.</exception>
    public SessionBinding Bind(IReadOnlyDictionary<string, Tensor> inputs, IReadOnlyDictionary<string, Tensor> outputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        RunArguments.Check(this.inputs, this.outputs, inputs, outputs.ToDictionary(pair => pair.Key, Tensor? (pair) => pair.Value));
        return new SessionBinding(handle, settings, borrowedWeights, inputs, outputs);
    }

    /// <summary>
    /// Ends the recording asked for by <see cref="SessionSettings.ProfilePrefix"/> and gives the path of the file: JSON in the form of Chrome's
    /// trace viewer, one event for each node run (<c>dur</c> in microseconds, <c>args.op_name</c>).
    /// </summary>
    /// <exception cref="InvalidOperationException">The session does not record.</exception>
    public string EndProfiling() => settings.ProfilePrefix is not null
        ? OrtApi.EndProfiling(handle)
        : throw new InvalidOperationException($"This session records no profile: set {nameof(SessionSettings)}.{nameof(SessionSettings.ProfilePrefix)} when it is created.");

    public void Dispose() => handle.Dispose();

    private static SessionSettings DecidePacking(SessionSettings settings, long weightBytes) => settings.WeightPacking == WeightPacking.Automatic
        ? settings with { WeightPacking = weightBytes > LargestPacked ? WeightPacking.Shared : WeightPacking.Packed }
        : settings;

    private static Session Open(
        ComputeRuntime runtime, IReadOnlyList<Tensor> weights, SessionSettings settings, Func<SessionOptionsHandle, SessionHandle> create, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using SessionOptionsHandle options = SessionOptionsFactory.Create(runtime, settings);
        SessionHandle handle;
        using (cancellationToken.Register(() => OrtApi.SetLoadCancellation(options, cancel: true)))
        {
            try
            {
                handle = create(options);
            }
            catch (OrtException error) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException("Loading was cancelled.", error, cancellationToken);
            }
        }

        try
        {
            return new Session(handle, weights, settings);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Runs; a null result is filled with a copy of what ONNX Runtime allocated.</summary>
    private void Execute(IReadOnlyDictionary<string, Tensor> given, Dictionary<string, Tensor?> results, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(given);
        RunArguments.Check(inputs, outputs, given, results);
        cancellationToken.ThrowIfCancellationRequested();
        bool added = false;
        handle.DangerousAddRef(ref added);
        try
        {
            using RunOptionsHandle options = RunOptionsFactory.Create(settings);
            using RunArguments arguments = new(given, results);
            using (cancellationToken.Register(() => OrtApi.Terminate(options)))
            {
                arguments.Run(handle, options);
            }

            arguments.CopyAllocated(results);
        }
        catch (OrtException error) when (cancellationToken.IsCancellationRequested)
        {
            // ONNX Runtime has no error code of its own for a run that was told to stop.
            throw new OperationCanceledException("The run was cancelled.", error, cancellationToken);
        }
        finally
        {
            handle.DangerousRelease();
            GC.KeepAlive(borrowedWeights);
        }
    }
}
