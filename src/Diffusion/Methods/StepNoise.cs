using ReCorD.Diffusion.Noise;

namespace ReCorD.Diffusion.Methods;

/// <summary>
/// The fresh noise of a run's steps, in the order of diffusers with one generator for everything: after the starting latent, once at each call
/// of a scheduler that asks for it. Branches that run side by side (a prompt and its intransitive form) are handed the same numbers at a call: attention
/// is exchanged between them on the ground that they differ by their words alone, and noise of their own would drive their layouts apart. So y also
/// gets the noise that it would get without the other branch.
/// </summary>
internal sealed class StepNoise(INoiseSource source)
{
    private readonly List<float[]> drawn = [];
    private int current = -1;

    /// <summary>What a branch draws from at a call; each branch asks once a call.</summary>
    public INoiseSource At(int call)
    {
        if (call != current)
        {
            drawn.Clear();
            current = call;
        }

        return new Branch(source, drawn);
    }

    /// <summary>Reads what was drawn at the call, and draws on where no branch has been yet.</summary>
    private sealed class Branch(INoiseSource source, List<float[]> drawn) : INoiseSource
    {
        private int next;

        public void Fill(Span<float> destination)
        {
            if (next == drawn.Count)
            {
                drawn.Add(source.Normal(destination.Length));
            }

            drawn[next++].CopyTo(destination);
        }
    }
}
