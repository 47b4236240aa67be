using ReCorD.Compute;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints;

/// <summary>Whether stored weights are those of a network: all of them, in its shapes, and nothing else.</summary>
internal static class WeightCheck
{
    /// <summary>Looks at names, types and shapes only.</summary>
    /// <param name="stored">What the files have.</param>
    /// <param name="expected">What the network described by the configuration reads.</param>
    /// <param name="path">The file, or the index of several, for messages.</param>
    /// <param name="harmless">Weights that may be there and are not used.</param>
    /// <exception cref="ModelFolderException">A weight is missing, unknown, of another shape, or of a type that cannot be read.</exception>
    public static void Require(IEnumerable<StoredWeight> stored, IReadOnlyDictionary<string, TensorShape> expected, string path, Predicate<string> harmless)
    {
        HashSet<string> missing = [.. expected.Keys];
        List<StoredWeight> unknown = [];
        foreach (StoredWeight weight in stored)
        {
            missing.Remove(weight.Name);
            if (expected.TryGetValue(weight.Name, out TensorShape? shape))
            {
                RequireForm(weight, shape);
            }
            else if (!harmless(weight.Name))
            {
                unknown.Add(weight);
            }
        }

        // In the order in which the network asks for them: the first tells most.
        if (expected.Keys.FirstOrDefault(missing.Contains) is { } name)
        {
            throw Missing(path, name, expected[name], missing.Count - 1);
        }

        if (unknown.Count > 0)
        {
            throw Unknown(unknown[0], unknown.Count - 1);
        }
    }

    public static ModelFolderException Missing(string path, string name, TensorShape shape, int others = 0)
        => new(path, name, $"this weight is missing; expected shape {shape}.{AndOthers(others)} The file does not fit the config.json beside it.");

    public static ModelFolderException WrongShape(StoredWeight weight, TensorShape expected)
        => new(weight.File, weight.Key, $"expected shape {expected} from config.json, found {weight.Shape}.");

    private static ModelFolderException Unknown(StoredWeight weight, int others)
        => new(weight.File, weight.Key, $"this weight of shape {weight.Shape} belongs to no layer that config.json describes.{AndOthers(others)} The network would not be the one that was trained.");

    private static string AndOthers(int count) => count == 0 ? "" : $" So it is with {count} more.";

    private static void RequireForm(StoredWeight weight, TensorShape shape)
    {
        if (!weight.Fits(shape))
        {
            throw WrongShape(weight, shape);
        }

        if (weight.Entry.ElementType is not (ElementType.Float32 or ElementType.Float16 or ElementType.BFloat16))
        {
            throw new ModelFolderException(weight.File, weight.Key, $"its type is {weight.Entry.StoredType}; only F32, F16 and BF16 are read. Convert the file.");
        }
    }
}
