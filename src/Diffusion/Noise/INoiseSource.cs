namespace ReCorD.Diffusion.Noise;

/// <summary>
/// A stream of standard normal numbers. The stream is part of a picture's identity: how many numbers were drawn before, and in calls of
/// which lengths, decides what comes next, so code draws only what it uses. Not safe to share between threads.
/// </summary>
public interface INoiseSource
{
    /// <summary>Fills the span with normal numbers of mean 0 and variance 1.</summary>
    void Fill(Span<float> destination);

    /// <summary>Draws an array of normal numbers; equals <see cref="Fill"/> on a new array.</summary>
    /// <param name="count">How many; 0 gives an empty array and leaves the stream where it is.</param>
    float[] Normal(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        float[] values = new float[count];
        Fill(values);
        return values;
    }
}
