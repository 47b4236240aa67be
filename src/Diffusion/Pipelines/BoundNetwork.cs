using System.Runtime.InteropServices;
using ReCorD.Compute;
using ReCorD.Compute.Runtime;

namespace ReCorD.Diffusion.Pipelines;

/// <summary>
/// A network that runs many times with much the same inputs: all are bound once, and only those that changed are sent to the device again. For one thread.
/// </summary>
internal sealed class BoundNetwork : IDisposable
{
    private readonly Dictionary<string, Tensor> own = [];
    private readonly Dictionary<string, Tensor> outputs = [];
    private readonly HashSet<string> inputs;
    private readonly SessionBinding binding;

    /// <param name="session">The network; its shapes are all known.</param>
    /// <param name="lasting">Inputs that stay as they are. Their owner keeps them until the end.</param>
    public BoundNetwork(Session session, IReadOnlyDictionary<string, Tensor> lasting)
    {
        inputs = [.. session.Inputs.Select(input => input.Name)];
        Dictionary<string, Tensor> bound = lasting.Where(pair => inputs.Contains(pair.Key)).ToDictionary(pair => pair.Key, pair => pair.Value);
        try
        {
            foreach (TensorInfo input in session.Inputs.Where(input => !bound.ContainsKey(input.Name)))
            {
                bound[input.Name] = own[input.Name] = new Tensor(input.ElementType, input.Shape!);
            }

            foreach (TensorInfo output in session.Outputs)
            {
                outputs[output.Name] = new Tensor(output.ElementType, output.Shape!);
            }

            binding = session.Bind(bound, outputs);
        }
        catch
        {
            DisposeTensors();
            throw;
        }
    }

    /// <summary>Names of the network's outputs.</summary>
    public IEnumerable<string> Outputs => outputs.Keys;

    /// <summary>Gives an input its values for the next run. What no part of the network reads has no input, and is left out.</summary>
    public void Set<T>(string input, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        if (!inputs.Contains(input))
        {
            return;
        }

        Span<T> held = own[input].AsSpan<T>();
        if (!MemoryMarshal.AsBytes(values).SequenceEqual(MemoryMarshal.AsBytes(held)))
        {
            values.CopyTo(held);
            binding.Update(input);
        }
    }

    /// <summary>The same value for every element of an input.</summary>
    public void Fill(string input, float value)
    {
        if (inputs.Contains(input) && own[input].AsSpan<float>() is var held && held.ContainsAnyExcept(value))
        {
            held.Fill(value);
            binding.Update(input);
        }
    }

    public void Run(CancellationToken cancellationToken) => binding.Run(cancellationToken);

    /// <summary>A copy of an output of the last run.</summary>
    public float[] Read(string output) => outputs[output].ToArray<float>();

    public void Dispose()
    {
        binding.Dispose();
        DisposeTensors();
    }

    private void DisposeTensors()
    {
        foreach (Tensor tensor in own.Values.Concat(outputs.Values))
        {
            tensor.Dispose();
        }
    }
}
