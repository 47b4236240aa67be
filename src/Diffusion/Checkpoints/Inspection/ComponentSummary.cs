using System.Security.Cryptography;

namespace ReCorD.Diffusion.Checkpoints.Inspection;

/// <summary>One network of a model as its files tell it.</summary>
/// <param name="Name">Such as <c>unet</c>.</param>
/// <param name="Class">Its class in diffusers or transformers, as model_index.json names it; empty where it does not.</param>
/// <param name="Tensors">Number of weights.</param>
/// <param name="Parameters">Numbers in them.</param>
/// <param name="Precisions">Types by name in the files, as <c>F16</c>, the most frequent first.</param>
/// <param name="Bytes">Size of the files, or of the share of one that holds other networks too.</param>
/// <param name="Files">The files' paths.</param>
public sealed record ComponentSummary(string Name, string Class, int Tensors, long Parameters, IReadOnlyList<string> Precisions, long Bytes, IReadOnlyList<string> Files)
{
    /// <summary>SHA-256 of the file, or of all shards one after the other in the ordinal order of their names; lower-case hexadecimal. Reads them all.</summary>
    public string ComputeSha256() => HashOf(Files);

    internal static ComponentSummary Of(string name, string @class, IStoredWeights weights) => new(
        name,
        @class,
        weights.Stored.Count,
        weights.Stored.Sum(weight => weight.Shape.ElementCount),
        [.. weights.Stored.GroupBy(weight => weight.Entry.StoredType).OrderByDescending(type => type.Count()).Select(type => type.Key)],
        weights.Bytes,
        weights.Files);

    internal static string HashOf(IEnumerable<string> files)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = new byte[1 << 20];
        foreach (string path in files)
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
            for (int count = stream.Read(block); count > 0; count = stream.Read(block))
            {
                hash.AppendData(block, 0, count);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
