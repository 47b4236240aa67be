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

    /// <summary>Draws from the stream so far, each of a whole latent.</summary>
    public int Draws { get; private set; }

    /// <summary>Goes on where a run that ended early left the stream.</summary>
    /// <param name="draws">Its <see cref="Draws"/>.</param>
    /// <param name="length">Numbers of a latent.</param>
    public void Skip(int draws, int length)
    {
        for (; Draws < draws; Draws++)
        {
            source.Normal(length);
        }
    }

    /// <summary>What a branch draws from at a call; each branch asks once a call.</summary>
    public INoiseSource At(int call)
    {
        if (call != current)
        {
            drawn.Clear();
            current = call;
        }

        return new Branch(this);
    }

    private float[] Draw(int length)
    {
        Draws++;
        return source.Normal(length);
    }

    /// <summary>Reads what was drawn at the call, and draws on where no branch has been yet.</summary>
    private sealed class Branch(StepNoise noise) : INoiseSource
    {
        private int next;

        public void Fill(Span<float> destination)
        {
            if (next == noise.drawn.Count)
            {
                noise.drawn.Add(noise.Draw(destination.Length));
            }

            noise.drawn[next++].CopyTo(destination);
        }
    }
}
