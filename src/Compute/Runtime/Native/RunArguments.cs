namespace ReCorD.Compute.Runtime.Native;

/// <summary>The values of one run: over the caller's tensors, or left to ONNX Runtime where the caller gave none.</summary>
internal sealed class RunArguments : IDisposable
{
    private readonly Tensor[] tensors;
    private readonly string[] outputNames;
    private readonly List<ValueHandle> inputs = [];
    private readonly List<ValueHandle> outputs = [];
    private readonly HashSet<string> bound;
    private readonly Dictionary<string, ValueHandle> allocated = [];
    private readonly nint[] inputPointers;
    private readonly nint[] outputPointers;
    private readonly NativeStrings nativeInputNames;
    private readonly NativeStrings nativeOutputNames;

    public RunArguments(IReadOnlyDictionary<string, Tensor> given, IReadOnlyDictionary<string, Tensor?> results)
    {
        tensors = [.. given.Values, .. results.Values.OfType<Tensor>()];
        outputNames = [.. results.Keys];
        bound = [.. results.Where(result => result.Value is not null).Select(result => result.Key)];
        nativeInputNames = new NativeStrings(given.Keys);
        nativeOutputNames = new NativeStrings(outputNames);
        using MemoryInfoHandle memory = OrtApi.CreateCpuMemoryInfo();
        inputPointers = [.. given.Values.Select(tensor => Bind(memory, tensor, inputs))];
        outputPointers = [.. results.Values.Select(tensor => tensor is null ? 0 : Bind(memory, tensor, outputs))];
    }

    /// <summary>Checks names, types and shapes before anything native sees them.</summary>
    /// <exception cref="ArgumentException">Something is wrong; the message lists all of it.</exception>
    public static void Check(
        IReadOnlyDictionary<string, TensorInfo> inputs, IReadOnlyDictionary<string, TensorInfo> outputs,
        IReadOnlyDictionary<string, Tensor> given, IReadOnlyDictionary<string, Tensor?> results)
    {
        List<string> problems = [.. inputs.Values.Where(input => !given.ContainsKey(input.Name)).Select(input => $"input '{input}' is missing")];
        problems.AddRange(given.Select(pair => Problem("input", inputs, pair.Key, pair.Value)).OfType<string>());
        problems.AddRange(results.Select(pair => Problem("output", outputs, pair.Key, pair.Value)).OfType<string>());
        if (results.Count == 0)
        {
            problems.Add("no output is asked for");
        }

        if (problems.Count > 0)
        {
            throw new ArgumentException($"The network cannot be run: {string.Join("; ", problems)}.");
        }
    }

    public void Run(SessionHandle session, RunOptionsHandle options)
    {
        OrtApi.Run(session, options, nativeInputNames, inputPointers, nativeOutputNames, outputPointers);
        for (int i = 0; i < outputNames.Length; i++)
        {
            if (!bound.Contains(outputNames[i]))
            {
                allocated.Add(outputNames[i], new ValueHandle(outputPointers[i]));
            }
        }
    }

    /// <summary>Fills in copies of the values that ONNX Runtime allocated.</summary>
    public void CopyAllocated(Dictionary<string, Tensor?> results)
    {
        foreach ((string name, ValueHandle value) in allocated)
        {
            results[name] = OrtApi.Copy(value);
        }
    }

    public void Dispose()
    {
        inputs.ForEach(value => value.Dispose());
        outputs.ForEach(value => value.Dispose());
        foreach (ValueHandle value in allocated.Values)
        {
            value.Dispose();
        }

        nativeInputNames.Dispose();
        nativeOutputNames.Dispose();

        // The values pointed into these: they had to live until here.
        GC.KeepAlive(tensors);
    }

    private static nint Bind(MemoryInfoHandle memory, Tensor tensor, List<ValueHandle> values)
    {
        ValueHandle value = OrtApi.CreateValue(memory, tensor);
        values.Add(value);
        return value.Pointer;
    }

    private static string? Problem(string kind, IReadOnlyDictionary<string, TensorInfo> known, string name, Tensor? tensor)
    {
        if (!known.TryGetValue(name, out TensorInfo? info))
        {
            return $"there is no {kind} '{name}' (there are: {string.Join(", ", known.Keys.Order(StringComparer.Ordinal))})";
        }

        return tensor is null || info.Accepts(tensor) ? null : $"{kind} '{info}' was given {tensor.ElementType}{tensor.Shape}";
    }
}
