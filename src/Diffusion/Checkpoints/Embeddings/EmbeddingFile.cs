using ReCorD.Compute;
using ReCorD.Compute.Weights;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints.Embeddings;

/// <summary>
/// A textual inversion as kohya's scripts, AUTOMATIC1111 or diffusers save it: one tensor <c>emb_params</c>, one tensor named as the token, or
/// <c>clip_l</c> and <c>clip_g</c> for the two text encoders of SDXL.
/// </summary>
internal sealed class EmbeddingFile : IDisposable
{
    private const string NamelessKey = "emb_params";

    /// <summary>Keys for the text encoders of SDXL, in their order.</summary>
    private static readonly string[] EncoderKeys = ["clip_l", "clip_g"];

    private readonly SafetensorsFile file;
    private readonly string[] keys;

    private EmbeddingFile(SafetensorsFile file, string? token)
    {
        this.file = file;
        string[] names = [.. file.Names];
        keys = EncoderKeys.All(names.Contains) && names.Length == EncoderKeys.Length ? EncoderKeys : names.Length == 1 ? names
            : throw Refuse(null, $"holds {names.Length} tensors; expected one (`{NamelessKey}`, or named as its token), or `clip_l` and `clip_g` for SDXL.");
        string own = keys.Length == 1 && keys[0] != NamelessKey ? keys[0] : System.IO.Path.GetFileNameWithoutExtension(file.Path);
        Token = token ?? own;
        Count = keys.Select(Rows).Distinct().ToArray() is [var count]
            ? count
            : throw Refuse(EncoderKeys[0], $"has {Rows(EncoderKeys[0])} vectors and `{EncoderKeys[1]}` {Rows(EncoderKeys[1])}; a token must have as many for both text encoders.");
    }

    /// <summary>What stands for it in prompts.</summary>
    public string Token { get; }

    /// <summary>Vectors, each a token to the text encoder.</summary>
    public int Count { get; }

    public string Path => file.Path;

    /// <exception cref="ModelFolderException">No textual inversion, or a pickle.</exception>
    /// <exception cref="SafetensorsException">The file is malformed.</exception>
    public static EmbeddingFile Open(EmbeddingChoice choice)
    {
        SafetensorsFile file = WeightFile.Open(choice.Path, "textual inversion");
        try
        {
            return new EmbeddingFile(file, choice.Token);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Vectors for one text encoder, [count, hidden].</summary>
    /// <exception cref="ModelFolderException">They are for a model of another kind.</exception>
    public Tensor Vectors(IReadOnlyList<TextEncoderSource> encoders, int encoder)
    {
        int hidden = encoders[encoder].Config.HiddenSize;
        if (keys.Length != encoders.Count)
        {
            throw Refuse(null, $"is for models with {Encoders(keys.Length)}; this model has {Encoders(encoders.Count)}. Take an embedding that was made for this kind of model.");
        }

        string key = keys[encoder];
        long width = file.Describe(key).Shape[-1];
        if (width != hidden)
        {
            throw Refuse(key, $"has vectors of width {width}{Family(width)}, but the model's text encoder reads {hidden}{Family(hidden)}. Take an embedding that was made for this kind of model.");
        }

        using Tensor stored = file.ReadFloat32(key);
        float[] values = stored.ToArray<float>();
        return Array.TrueForAll(values, float.IsFinite)
            ? Tensor.From(values, Count, hidden)
            : throw Refuse(key, "holds numbers that are not finite: the file is damaged.");
    }

    public void Dispose() => file.Dispose();

    private int Rows(string key)
    {
        TensorShape shape = file.Describe(key).Shape;
        return shape.Rank is 1 or 2 && shape.ElementCount > 0
            ? shape.Rank == 1 ? 1 : (int)shape[0]
            : throw Refuse(key, $"has the shape {shape}; expected [width] or [vectors, width].");
    }

    private static string Encoders(int count) => count == 1 ? "one text encoder (Stable Diffusion 1 and 2)" : "two text encoders (SDXL)";

    private static string Family(long width) => width switch
    {
        768 => " (Stable Diffusion 1)",
        1024 => " (Stable Diffusion 2)",
        _ => "",
    };

    private ModelFolderException Refuse(string? key, string problem) => new(file.Path, key, problem);
}
