using ReCorD.Compute;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints.Embeddings;

/// <summary>A text encoder's weights with rows added to its token embedding.</summary>
internal sealed class EmbeddedWeights : IWeightSource
{
    public const string TokenEmbedding = "text_model.embeddings.token_embedding.weight";

    private readonly IWeightSource original;
    private readonly int vocabulary;
    private readonly IReadOnlyList<Tensor> added;
    private readonly WeightCache<string> joined;

    /// <param name="original">The weights as the model has them; not owned.</param>
    /// <param name="vocabulary">Rows that its token embedding has.</param>
    /// <param name="added">Rows to add, [n, hidden] each; owned from now on.</param>
    public EmbeddedWeights(IWeightSource original, int vocabulary, IReadOnlyList<Tensor> added)
    {
        this.original = original;
        this.vocabulary = vocabulary;
        this.added = added;
        joined = new WeightCache<string>(Join);
    }

    public bool Contains(string name) => original.Contains(name);

    public Tensor Get(string name, TensorShape shape)
    {
        if (name != TokenEmbedding)
        {
            return original.Get(name, shape);
        }

        Tensor tensor = joined.Get(name);
        return tensor.Shape.Equals(shape) ? tensor : throw new ModelFolderException("embeddings", name, $"expected shape {shape}, found {tensor.Shape}.");
    }

    public void Dispose()
    {
        joined.Dispose();
        foreach (Tensor rows in added)
        {
            rows.Dispose();
        }
    }

    private Tensor Join(string name)
    {
        long hidden = added[0].Shape[1];
        Tensor known = original.Get(name, new TensorShape(vocabulary, hidden));
        Tensor result = new(ElementType.Float32, new TensorShape(vocabulary + added.Sum(rows => rows.Shape[0]), hidden));
        Span<float> to = result.AsSpan<float>();
        foreach (Tensor rows in added.Prepend(known))
        {
            ReadOnlySpan<float> values = rows.AsSpan<float>();
            values.CopyTo(to);
            to = to[values.Length..];
        }

        return result;
    }
}
