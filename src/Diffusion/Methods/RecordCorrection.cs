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
/// <remarks>
/// The z of the paper is DDIM's latent, which the network sees as it is. A scheduler over noise levels holds a longer one, z = x / s, and the network
/// sees x = s z. A step is laid out on x, x' = x - alpha g with g the gradient by x, and carried back by z' = z - alpha g / s: so it moves what the network
/// sees just as far, and is as long beside the latent, under Euler as under DDIM. The gradient by z itself, s g, would be shorter beside the latent by s²,
/// which is next to nothing at the first steps, where the layout is formed.
/// </remarks>
internal sealed class RecordCorrection(
    DenoisingLoop loop, GuidanceNetwork network, GuidanceInputs layout, TextConditioning text, TokenSpan span, Box target, RecordProfile profile) : IDisposable
{
    private readonly double strength = loop.Request.CorrectionStrength ?? profile.CorrectionStrength;
    private readonly int guidedSteps = (int)Math.Round(profile.GuidedShare * loop.Request.Steps);
    private readonly List<GuidanceStep> steps = [];
    private readonly GuidanceRun guidance = network.Start(text, layout);

    public IReadOnlyList<GuidanceStep> Steps => steps;

    /// <summary>Steps, from the first, that are guided.</summary>
    public int GuidedSteps => guidedSteps;

    /// <summary>The object's attention at the last guided step, before its gradient step; null once guiding has ended.</summary>
    public ScalarMap? ObjectMap { get; private set; }

    /// <summary>The latent after a gradient step, or as it is where this call is not guided.</summary>
    public float[] Guide(int call, float[] latent, CancellationToken cancellationToken)
    {
        int step = loop.Plan.StepOf(call);
        if (step >= guidedSteps)
        {
            ObjectMap = null;
            return latent;
        }

        if (!loop.BeginsStep(call))
        {
            // The scheduler only tries this latent out and goes on from the step's first, which has been guided.
            return latent;
        }

        using Tensor sample = loop.Batch(call, latent);
        GuidanceResult result = guidance.Step(sample, loop.Plan.Timesteps[call], cancellationToken);
        loop.RequireFinite(call, result.Gradient, "The gradient of the box loss", latent);
        GuidanceShape shape = network.Shape;
        ScalarMap guided = AttentionAverage.Of(result.Maps, shape.MapHeight, shape.MapWidth, shape.Tokens, span);
        ObjectMap = AttentionAverage.Of(result.OverlapMaps, shape.OverlapHeight, shape.OverlapWidth, shape.Tokens, span);
        steps.Add(new GuidanceStep(step + 1, result.Loss, result.Parts, guided.ShareInside(target)));
        float factor = (float)StepFactor(step, result.Gradient, sample.AsSpan<float>()) / loop.InputScale(call);
        float[] moved = new float[latent.Length];
        for (int i = 0; i < moved.Length; i++)
        {
            moved[i] = latent[i] - (factor * result.Gradient[i]);
        }

        loop.RequireFinite(call, moved, "The latent after the gradient step", moved);
        return moved;
    }

    public void Dispose()
    {
        guidance.Dispose();
        text.Dispose();
        layout.Dispose();
    }

    /// <summary>alpha_t, bounded as the profile says; a strength other than the profile's moves the bounds in proportion.</summary>
    private double StepFactor(int step, ReadOnlySpan<float> gradient, ReadOnlySpan<float> input)
    {
        double alpha = strength * Math.Sqrt(Schedule(step));
        double relative = alpha * Norm(gradient) / Norm(input);
        double outside = 1 - steps[^1].ShareInside, asked = strength / profile.CorrectionStrength;
        double bounded = Math.Min(profile.MaximumStep * asked, Math.Max(profile.MinimumStep * asked * outside, relative));
        return relative > 0 && double.IsFinite(relative) ? alpha * bounded / relative : 0;
    }

    private static double Norm(ReadOnlySpan<float> values)
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
