using ReCorD.Compute;
using ReCorD.Compute.Weights;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints.SingleFile;

/// <summary>
/// One component's weights in a checkpoint, under the names of diffusers. What is stored as it is asked for is a view of the file; half precision is widened,
/// tensor by tensor, when first asked for.
/// </summary>
internal sealed class SingleFileWeights : IStoredWeights
{
    private readonly SafetensorsFile file;
    private readonly IReadOnlyDictionary<string, WeightPlace> places;
    private readonly IReadOnlyDictionary<string, TensorShape> shapes;
    private readonly WeightCache<string> read;

    /// <summary>Checks, from the header alone, that every weight of the network is there in its shape.</summary>
    /// <param name="file">The checkpoint; not owned.</param>
    /// <param name="shapes">Names and shapes of the network's weights.</param>
    /// <param name="places">The place of each, with complete keys.</param>
    /// <exception cref="ModelFolderException">A weight is missing or has another shape.</exception>
    public SingleFileWeights(SafetensorsFile file, IReadOnlyDictionary<string, TensorShape> shapes, IReadOnlyDictionary<string, WeightPlace> places)
    {
        this.file = file;
        this.shapes = shapes;
        this.places = places;
        read = new WeightCache<string>(Read);
        foreach ((string name, TensorShape shape) in shapes)
        {
            RequireFit(name, shape, places[name]);
        }
    }

    /// <summary>Whether weights that are not finite are refused. Autoencoders that were baked into files in half precision sometimes are damaged so.</summary>
    public bool MustBeFinite { get; init; }

    /// <summary>The checkpoint's keys that hold this component.</summary>
    public IEnumerable<string> Keys => places.Values.Select(place => place.Key);

    /// <summary>In the shapes of the networks: what is stored transposed or as a convolution counts as what is read.</summary>
    public IReadOnlyCollection<StoredWeight> Stored => [.. places.Select(place => new StoredWeight(place.Key, place.Value.Key, file.Path, Entry(place.Key, place.Value)))];

    public IReadOnlyList<string> Files => [file.Path];

    public long Bytes => Stored.Sum(weight => weight.Entry.ByteLength);

    public bool Contains(string name) => places.ContainsKey(name);

    public Tensor Get(string name, TensorShape shape)
    {
        if (!shapes.TryGetValue(name, out TensorShape? known))
        {
            throw new ModelFolderException(file.Path, name, $"this weight is missing; expected shape {shape}.");
        }

        return known.Equals(shape)
            ? read.Get(name)
            : throw new ModelFolderException(file.Path, places[name].Key, $"expected shape {shape}, found {known}.");
    }

    public void Dispose() => read.Dispose();

    private SafetensorsEntry Entry(string name, WeightPlace place)
    {
        SafetensorsEntry whole = file.Describe(place.Key) with { Shape = shapes[name] };
        return place.Third is { } third ? whole with { Offset = whole.Offset + (third * whole.ByteLength / 3), ByteLength = whole.ByteLength / 3 } : whole;
    }

    private void RequireFit(string name, TensorShape shape, WeightPlace place)
    {
        if (!file.Contains(place.Key))
        {
            throw new ModelFolderException(file.Path, place.Key, $"this weight is missing; expected shape {shape} (`{name}` in diffusers). Is the file complete, and of the kind that its other weights tell?");
        }

        TensorShape stored = file.Describe(place.Key).Shape, expected = StoredShape(shape, place);
        int common = Math.Min(stored.Rank, expected.Rank);

        // Linear layers may be stored as convolutions [C, C, 1, 1] or [C, C, 1], and the other way round.
        bool fits = common == Math.Max(stored.Rank, expected.Rank) || common >= 2;
        fits = fits && stored.Take(common).SequenceEqual(expected.Take(common)) && stored.Skip(common).Concat(expected.Skip(common)).All(size => size == 1);
        if (!fits)
        {
            throw new ModelFolderException(file.Path, place.Key, $"expected shape {expected} (`{name}` in diffusers), found {stored}.");
        }
    }

    private static TensorShape StoredShape(TensorShape shape, WeightPlace place)
        => place.Third is not null ? shape.With(0, 3 * shape[0]) : place.IsTransposed ? new TensorShape(shape[1], shape[0]) : shape;

    private Tensor Read(string name)
    {
        WeightPlace place = places[name];
        TensorShape shape = shapes[name];
        Tensor stored = place.Third is { } third ? file.ReadFloat32(place.Key, third * shape[0], shape[0]) : file.ReadFloat32(place.Key);
        if (MustBeFinite && stored.AsSpan<float>().ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
        {
            stored.Dispose();
            throw new ModelFolderException(
                file.Path, place.Key, "holds numbers that are not finite: the autoencoder was damaged when it was converted to half precision. Take a copy of the model whose autoencoder is whole.");
        }

        return place.IsTransposed ? Transpose(stored) : stored.Shape.Equals(shape) ? stored : Tensor.Reshape(stored, shape);
    }

    private static Tensor Transpose(Tensor stored)
    {
        int rows = (int)stored.Shape[0], columns = (int)stored.Shape[1];
        Tensor result = new(ElementType.Float32, new TensorShape(columns, rows));
        ReadOnlySpan<float> from = stored.AsSpan<float>();
        Span<float> to = result.AsSpan<float>();
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                to[(column * rows) + row] = from[(row * columns) + column];
            }
        }

        stored.Dispose();
        return result;
    }
}
