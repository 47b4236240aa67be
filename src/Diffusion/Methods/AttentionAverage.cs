using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Prompts;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Methods;

/// <summary>The attention maps of one row of a batch, averaged over steps.</summary>
internal sealed class AttentionAverage(int height, int width, int tokens)
{
    private readonly double[] sum = new double[height * width * tokens];
    private int steps;

    /// <summary>Adds a step's maps [rows, height*width, tokens].</summary>
    public void Add(float[] maps, int row)
    {
        ReadOnlySpan<float> values = maps.AsSpan(row * sum.Length, sum.Length);
        for (int i = 0; i < sum.Length; i++)
        {
            sum[i] += values[i];
        }

        steps++;
    }

    /// <summary>The mean map of a phrase's tokens.</summary>
    public ScalarMap Of(TokenSpan span) => Of(sum, height, width, tokens, span, Math.Max(1, steps));

    /// <summary>The maps of the prompt's subject, verb and object, by word.</summary>
    public Dictionary<string, ScalarMap> OfWords(InteractionPrompt prompt, TokenizedPrompt tokenized)
    {
        Dictionary<string, ScalarMap> maps = [];
        foreach (string? word in new[] { prompt.Subject, prompt.Verb, prompt.Object })
        {
            if (word is not null && PromptTokens.Find(tokenized, prompt, word) is { } span)
            {
                maps[word] = Of(span);
            }
        }

        return maps;
    }

    /// <summary>The mean over a span's tokens of maps [height*width, tokens], divided by <paramref name="divisor"/>.</summary>
    public static ScalarMap Of(IReadOnlyList<double> maps, int height, int width, int tokens, TokenSpan span, double divisor)
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
