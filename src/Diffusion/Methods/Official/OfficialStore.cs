using ReCorD.Diffusion.Attention;

namespace ReCorD.Diffusion.Methods.Official;

/// <summary>The cross-attention maps, after edits, that the official controller saw in one call of the UNet.</summary>
internal sealed class OfficialStore
{
    private readonly List<(AttentionArray Layer, float[] Maps)> layers = [];

    public void Add(AttentionArray layer, ReadOnlySpan<float> maps) => layers.Add((layer, maps.ToArray()));

    /// <summary>Mean over the chosen maps of a grid, [side*side, tokens]. Rows are not told apart: all that were seen count.</summary>
    /// <exception cref="InvalidOperationException">No cross-attention of that grid was seen.</exception>
    public float[] Mean(int side, MapSelection selection)
    {
        List<(AttentionArray Layer, float[] Maps)> found = [.. layers.Where(entry => entry.Layer.Height == side && entry.Layer.Width == side).OrderBy(entry => entry.Layer.Part)];
        int total = found.Sum(entry => entry.Layer.Maps);
        if (total == 0)
        {
            IEnumerable<string> grids = layers.Select(entry => $"{entry.Layer.Height}x{entry.Layer.Width}").Distinct();
            throw new InvalidOperationException($"The call held no cross-attention on a {side}x{side} grid, only on: {string.Join(", ", grids)}.");
        }

        int first = selection == MapSelection.SecondHalf ? total / 2 : 0, index = 0;
        double[] sum = new double[found[0].Layer.MapLength];
        foreach ((AttentionArray layer, float[] maps) in found)
        {
            for (int map = 0; map < layer.Maps; map++, index++)
            {
                if (index >= first)
                {
                    Accumulate(sum, maps.AsSpan(map * sum.Length, sum.Length));
                }
            }
        }

        return Array.ConvertAll(sum, value => (float)(value / (total - first)));
    }

    private static void Accumulate(double[] sum, ReadOnlySpan<float> map)
    {
        for (int i = 0; i < sum.Length; i++)
        {
            sum[i] += map[i];
        }
    }
}
