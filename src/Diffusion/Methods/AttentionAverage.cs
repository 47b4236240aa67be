using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Prompts;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Methods;

/// <summary>The attention maps of some rows of a batch, averaged over rows and steps.</summary>
internal sealed class AttentionAverage(int height, int width, int tokens)
{
    private readonly double[] sum = new double[height * width * tokens];
    private int count;

    /// <summary>One of the same size that nothing was added to.</summary>
    public AttentionAverage Empty() => new(height, width, tokens);

    /// <summary>One that begins with what was added to this.</summary>
    public AttentionAverage Copy()
    {
        AttentionAverage copy = new(height, width, tokens) { count = count };
        sum.CopyTo(copy.sum, 0);
        return copy;
    }

    /// <summary>Adds some rows of a step's maps [rows, height*width, tokens].</summary>
    /// <param name="maps">The maps.</param>
    /// <param name="weight">Steps that they stand for.</param>
    /// <param name="rows">Which rows.</param>
    public void Add(float[] maps, int weight, params ReadOnlySpan<int> rows)
    {
        foreach (int row in rows)
        {
            ReadOnlySpan<float> values = maps.AsSpan(row * sum.Length, sum.Length);
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += weight * values[i];
            }

            count += weight;
        }
    }

    /// <summary>The mean map of a phrase's tokens.</summary>
    public ScalarMap Of(TokenSpan span) => Of(sum, height, width, tokens, span, Math.Max(1, count));

    /// <summary>The maps of the prompt's subject, verb and object, by word.</summary>
    public Dictionary<string, ScalarMap> OfWords(InteractionPrompt prompt, TokenizedPrompt tokenized, ObjectTokens objectTokens)
    {
        Dictionary<string, ScalarMap> maps = [];
        foreach (string? word in new[] { prompt.Subject, prompt.Verb, prompt.Object })
        {
            if (word is not null && Find(word) is { } span)
            {
                maps[word] = Of(span);
            }
        }

        return maps;

        TokenSpan? Find(string word) => word == prompt.Object ? PromptTokens.Object(tokenized, prompt, objectTokens) : PromptTokens.Find(tokenized, prompt, word);
    }

    /// <summary>The mean over a span's tokens of one row's maps [height*width, tokens].</summary>
    public static ScalarMap Of(float[] maps, int height, int width, int tokens, TokenSpan span)
        => Of(Array.ConvertAll(maps, value => (double)value), height, width, tokens, span, 1);

    private static ScalarMap Of(double[] maps, int height, int width, int tokens, TokenSpan span, double divisor)
    {
        float[] values = new float[height * width];
        for (int pixel = 0; pixel < values.Length; pixel++)
        {
            double total = 0;
            for (int token = span.Start; token < span.Start + span.Count; token++)
            {
                total += maps[(pixel * tokens) + token];
            }

            values[pixel] = (float)(total / (span.Count * divisor));
        }

        return new ScalarMap(width, height, values);
    }
}
