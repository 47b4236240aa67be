namespace ReCorD.Vision.Poses.MediaPipe;

/// <summary>Numbers of a network that become probabilities by the logistic function.</summary>
internal static class Logit
{
    /// <summary>MediaPipe's clip for detection scores; beyond it the probability is 0 or 1 to double precision anyway.</summary>
    private const double Limit = 100;

    /// <summary>1 / (1 + exp(-x)), in [0, 1].</summary>
    public static double ToProbability(double logit) => 1 / (1 + Math.Exp(-Math.Clamp(logit, -Limit, Limit)));
}
