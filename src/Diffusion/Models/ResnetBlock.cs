using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Diffusion.Models;

/// <summary>diffusers' <c>ResnetBlock2D</c>, with or without time embedding.</summary>
internal static class ResnetBlock
{
    /// <param name="network">Weights and graph.</param>
    /// <param name="module">Name within the current module.</param>
    /// <param name="x">[B, in, H, W].</param>
    /// <param name="time">Time embedding [B, T] or null.</param>
    /// <param name="channels">Channels of the result.</param>
    /// <param name="groups">Groups of the normalisations.</param>
    /// <param name="epsilon">Of the normalisations.</param>
    /// <param name="timeScalesAndShifts">Whether the time embedding is scale and shift of the second normalisation (<c>scale_shift</c>) instead of an addend before it.</param>
    public static Value Build(NetworkBuilder network, string module, Value x, Value? time, long channels, int groups, float epsilon, bool timeScalesAndShifts = false)
    {
        using IDisposable scope = network.Enter(module);
        Value hidden = network.Conv("conv1", network.GroupNorm("norm1", x, groups, epsilon).Silu(), channels, 3);
        Value? embedding = time is null
            ? null
            : network.Linear("time_emb_proj", time.Silu(), timeScalesAndShifts ? 2 * channels : channels).Reshape(time.Shape[0], timeScalesAndShifts ? 2 * channels : channels, 1, 1);
        if (embedding is not null && !timeScalesAndShifts)
        {
            hidden += embedding;
        }

        hidden = network.GroupNorm("norm2", hidden, groups, epsilon);
        if (embedding is not null && timeScalesAndShifts)
        {
            IReadOnlyList<Value> halves = embedding.Split(1, 2);
            hidden = (hidden * (halves[0] + network.Graph.Scalar(1))) + halves[1];
        }

        hidden = network.Conv("conv2", hidden.Silu(), channels, 3);
        return hidden + (x.Shape[1] == channels ? x : network.Conv("conv_shortcut", x, channels, 1));
    }
}
