using ReCorD.Compute;
using ReCorD.Diffusion.Attention;

namespace ReCorD.Diffusion.Pipelines;

/// <summary>
/// Values of all attention edits for one call of a denoising network, as plain arrays: what a controller decides at each step. A new one
/// changes nothing.
/// </summary>
public sealed class AttentionEdits
{
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="tokens">Length of the text sequences.</param>
    public AttentionEdits(int rows, int tokens)
    {
        Rows = rows;
        Tokens = tokens;
        SourceRows = [.. Enumerable.Range(0, rows).Select(row => (long)row)];
        SwapTokens = [.. Enumerable.Range(0, tokens).Select(token => (long)token)];
        SwapWeight = new float[rows * tokens];
        SelfWeight = new float[rows];
    }

    public int Rows { get; }

    public int Tokens { get; }

    /// <summary>The row that each row takes maps from.</summary>
    public long[] SourceRows { get; }

    /// <summary>The column that each token takes.</summary>
    public long[] SwapTokens { get; }

    /// <summary>[rows, tokens] in [0, 1].</summary>
    public float[] SwapWeight { get; }

    /// <summary>[rows] in [0, 1].</summary>
    public float[] SelfWeight { get; }

    /// <summary>Factors [rows, height*width, tokens] by grid; grids that are absent are left as they are.</summary>
    public Dictionary<(int Height, int Width), float[]> Scale { get; } = [];

    internal void AddTo(Dictionary<string, Tensor> inputs, IEnumerable<(int Height, int Width)> grids)
    {
        inputs[CrossAttentionSwap.SourceRowsInput] = Tensor.From(SourceRows, Rows);
        inputs[CrossAttentionSwap.SourceTokensInput] = Tensor.From(SwapTokens, Tokens);
        inputs[CrossAttentionSwap.WeightInput] = Tensor.From(SwapWeight, Rows, Tokens);
        inputs[SelfAttentionReplacement.WeightInput] = Tensor.From(SelfWeight, Rows);
        foreach ((int height, int width) in grids)
        {
            float[] factors = Scale.GetValueOrDefault((height, width)) ?? Ones(Rows * height * width * Tokens);
            inputs[CrossAttentionScale.InputName(height, width)] = Tensor.From(factors, Rows, (long)height * width, Tokens);
        }
    }

    private static float[] Ones(int count)
    {
        float[] ones = new float[count];
        Array.Fill(ones, 1f);
        return ones;
    }
}
