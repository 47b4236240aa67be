using ReCorD.Compute;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Checkpoints.Embeddings;

/// <summary>Teaches a model's text encoders the tokens of textual inversions.</summary>
internal static class EmbeddedModel
{
    /// <summary>The model with the tokens added; the model itself where there are none. The result owns the model.</summary>
    /// <exception cref="ModelFolderException">A file does not fit the model, or its token is taken; the model is then still the caller's.</exception>
    public static IModelSource Apply(IModelSource model, IReadOnlyList<EmbeddingChoice> choices)
    {
        if (choices.Count == 0)
        {
            return model;
        }

        List<EmbeddingFile> files = [];
        List<IDisposable> owned = [];
        try
        {
            foreach (EmbeddingChoice choice in choices)
            {
                files.Add(EmbeddingFile.Open(choice));
            }

            IReadOnlyList<TextEncoderSource> encoders = [.. model.TextEncoders.Select((_, index) => Extend(model.TextEncoders, index, files, owned))];
            return new ChangedModel(model) { TextEncoders = encoders, Owned = owned };
        }
        catch
        {
            owned.ForEach(item => item.Dispose());
            throw;
        }
        finally
        {
            // Their vectors have been copied.
            files.ForEach(file => file.Dispose());
        }
    }

    private static TextEncoderSource Extend(IReadOnlyList<TextEncoderSource> encoders, int index, List<EmbeddingFile> files, List<IDisposable> owned)
    {
        TextEncoderSource encoder = encoders[index];
        ClipTokenizer tokenizer = encoder.Tokenizer;
        int next = encoder.Config.VocabSize;
        List<Tensor> rows = [];
        foreach (EmbeddingFile file in files)
        {
            rows.Add(file.Vectors(encoders, index));
            tokenizer = AddToken(tokenizer, file, next);
            next += file.Count;
        }

        EmbeddedWeights weights = new(encoder.Weights, encoder.Config.VocabSize, rows);
        owned.Add(weights);
        return encoder with { Config = encoder.Config with { VocabSize = next }, Tokenizer = tokenizer, Weights = weights };
    }

    private static ClipTokenizer AddToken(ClipTokenizer tokenizer, EmbeddingFile file, int firstId)
    {
        try
        {
            return tokenizer.WithToken(file.Token, [.. Enumerable.Range(firstId, file.Count)]);
        }
        catch (ArgumentException error)
        {
            throw new ModelFolderException(file.Path, null, $"{error.Message} Give it another name: --embedding FILE:TOKEN.", error);
        }
    }
}
