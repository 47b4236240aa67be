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

    /// <summary>Gives the values to a network that has inputs for the edits.</summary>
    internal void ApplyTo(BoundNetwork network, IEnumerable<(int Height, int Width)> grids)
    {
        network.Set<long>(CrossAttentionSwap.SourceRowsInput, SourceRows);
        network.Set<long>(CrossAttentionSwap.SourceTokensInput, SwapTokens);
        network.Set<float>(CrossAttentionSwap.WeightInput, SwapWeight);
        network.Set<float>(SelfAttentionReplacement.WeightInput, SelfWeight);
        foreach ((int height, int width) in grids)
        {
            string input = CrossAttentionScale.InputName(height, width);
            if (Scale.TryGetValue((height, width), out float[]? factors))
            {
                network.Set<float>(input, factors);
            }
            else
            {
                network.Fill(input, 1);
            }
        }
    }
}
