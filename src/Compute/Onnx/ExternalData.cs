using System.Globalization;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Weights;

namespace ReCorD.Compute.Onnx;

/// <summary>The file beside an ONNX model that holds its large weights, and the places of the weights in it.</summary>
internal sealed class ExternalData
{
    /// <summary>Weights below this many bytes are written into the model itself.</summary>
    public const int SmallestExternal = 1024;

    /// <summary>Weights begin at whole pages, so that a reader can map them. Source: ONNX, "External Data".</summary>
    public const int Alignment = 4096;

    private readonly List<(Tensor Data, long Offset)> weights = [];
    private readonly Dictionary<Value, long> offsets = [];

    /// <param name="location">Name of the file, without a folder.</param>
    /// <param name="module">The graph whose weights it holds.</param>
    public ExternalData(string location, GraphModule module)
    {
        Location = location;
        long end = 0;
        foreach (Value value in module.Initializers)
        {
            if (value.Initializer is { ByteLength: >= SmallestExternal } data)
            {
                long offset = (end + Alignment - 1) / Alignment * Alignment;
                weights.Add((data, offset));
                offsets.Add(value, offset);
                end = offset + data.ByteLength;
            }
        }
    }

    public string Location { get; }

    public bool IsEmpty => weights.Count == 0;

    /// <summary>Whether a weight is in the file; if so, the entries that tell its place.</summary>
    public IReadOnlyList<(string Key, string Value)>? Find(Value value) => offsets.TryGetValue(value, out long offset)
        ?
        [
            ("location", Location),
            ("offset", offset.ToString(CultureInfo.InvariantCulture)),
            ("length", value.Initializer!.ByteLength.ToString(CultureInfo.InvariantCulture)),
        ]
        : null;

    public void Write(string path, IProgress<long>? written, CancellationToken cancellationToken) => AtomicFile.Write(path, stream =>
    {
        long total = 0;
        foreach ((Tensor data, long offset) in weights)
        {
            // Seeking beyond the end fills the gap with zeros.
            stream.Seek(offset, SeekOrigin.Begin);
            AtomicFile.WriteData(stream, data, cancellationToken);
            written?.Report(total += data.ByteLength);
        }
    });
}
