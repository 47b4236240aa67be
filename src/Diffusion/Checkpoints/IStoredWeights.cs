using ReCorD.Compute;
using ReCorD.Compute.Weights;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints;

/// <summary>Weights in files, which can say what they hold without reading it.</summary>
public interface IStoredWeights : IWeightSource
{
    /// <summary>Every weight, keys that hold none left out; where a tensor holds several, each with its part of it.</summary>
    IReadOnlyCollection<StoredWeight> Stored { get; }

    /// <summary>The files, in the order of their names.</summary>
    IReadOnlyList<string> Files { get; }

    /// <summary>Size of the files; of one that holds other components too, that of the share of this one.</summary>
    long Bytes { get; }
}

/// <summary>A weight as it lies in a file.</summary>
/// <param name="Name">Its name in diffusers or transformers.</param>
/// <param name="Key">Its name in the file.</param>
/// <param name="File">Path of the file.</param>
/// <param name="Entry">Type, shape and place.</param>
public sealed record StoredWeight(string Name, string Key, string File, SafetensorsEntry Entry)
{
    public TensorShape Shape => Entry.Shape;

    /// <summary>
    /// Whether it can stand for a weight of another shape: one that differs in sizes of 1 at the end. Linear layers [out, in] were once stored as
    /// convolutions [out, in, 1, 1], and the other way round.
    /// </summary>
    public bool Fits(TensorShape expected)
    {
        ArgumentNullException.ThrowIfNull(expected);
        int common = Math.Min(Shape.Rank, expected.Rank);
        return common >= Math.Min(2, Math.Max(Shape.Rank, expected.Rank))
            && Shape.AsSpan()[..common].SequenceEqual(expected.AsSpan()[..common])
            && !Shape.AsSpan()[common..].ContainsAnyExcept(1) && !expected.AsSpan()[common..].ContainsAnyExcept(1);
    }
}
