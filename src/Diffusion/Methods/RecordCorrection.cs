using ReCorD.Compute;
using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Guidance;
using ReCorD.Diffusion.Pipelines;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Methods;

/// <summary>
/// The gradient steps of ReCorD's correction, Eq. 5: z_t = z_t - alpha_t * gradient of the box loss. The loss looks at attention through a
/// steep softmax, so its gradient can vanish where the object is far from the box and explode on the way: a profile may bound the length of
/// each step relative to the latent's.
/// </summary>
internal sealed class RecordCorrection(
    DenoisingLoop loop, GuidanceNetwork network, GuidanceInputs layout, TextConditioning text, TokenSpan span, Box target, RecordProfile profile) : IDisposable
{
    private readonly double strength = loop.Request.CorrectionStrength ?? profile.CorrectionStrength;
    private readonly int guidedSteps = (int)Math.Round(profile.GuidedShare * loop.Request.Steps);
    private readonly List<GuidanceStep> steps = [];

    public IReadOnlyList<GuidanceStep> Steps => steps;

    /// <summary>The object's attention at the last guided step, before its gradient step; null once guiding has ended.</summary>
    public ScalarMap? ObjectMap { get; private set; }

    /// <summary>The latent after a gradient step, or as it is where this step is not guided.</summary>
    public float[] Guide(int step, float[] latent, CancellationToken cancellationToken)
    {
        if (step >= guidedSteps)
        {
            ObjectMap = null;
            return latent;
        }

        using Tensor sample = loop.Batch(step, latent);
        GuidanceResult result = network.Run(sample, loop.Plan.Timesteps[step], text, layout, cancellationToken);
        GuidanceShape shape = network.Shape;
        double[] maps = Array.ConvertAll(result.Maps, value => (double)value);
        ObjectMap = AttentionAverage.Of(maps, shape.MapHeight, shape.MapWidth, shape.Tokens, span, 1);
        steps.Add(new GuidanceStep(step + 1, result.Loss, result.Parts, ObjectMap.ShareInside(target)));
        // The network saw the latent as the scheduler scales it; by the chain rule its gradient carries that scale once more.
        float inputScale = loop.InputScale(step);
        float[] gradient = Array.ConvertAll(result.Gradient, value => value * inputScale);
        float alpha = (float)StepFactor(step, gradient, latent);
        float[] moved = new float[latent.Length];
        for (int i = 0; i < moved.Length; i++)
        {
            moved[i] = latent[i] - (alpha * gradient[i]);
        }

        return moved;
    }

    public void Dispose()
    {
        text.Dispose();
        layout.Dispose();
    }

    /// <summary>alpha_t, bounded as the profile says; a strength other than the profile's moves the bounds in proportion.</summary>
    private double StepFactor(int step, float[] gradient, float[] latent)
    {
        double alpha = strength * Math.Sqrt(Schedule(step));
        double relative = alpha * Norm(gradient) / Norm(latent);
        double outside = 1 - steps[^1].ShareInside, asked = strength / profile.CorrectionStrength;
        double bounded = Math.Min(profile.MaximumStep * asked, Math.Max(profile.MinimumStep * asked * outside, relative));
        return relative > 0 && double.IsFinite(relative) ? alpha * bounded / relative : 0;
    }

    private static double Norm(float[] values)
    {
        double sum = 0;
        foreach (float value in values)
        {
            sum += (double)value * value;
        }

        return Math.Sqrt(sum);
    }

    /// <summary>s_i of the official code: from 1 to 0.5 in equal parts over all steps.</summary>
    private double Schedule(int step) => loop.Request.Steps == 1 ? 1 : 1 - (0.5 * step / (loop.Request.Steps - 1));
}
