using System.Text.RegularExpressions;
using ReCorD.Diffusion.Schedulers;

namespace ReCorD.Diffusion.Checkpoints.Inspection;

/// <summary>
/// Models that were distilled to need few steps and hardly any guidance (Turbo, Lightning, LCM). Nothing in their networks tells them, but their
/// published schedulers and names do. Those with the guidance scale as an input are refused elsewhere.
/// </summary>
public static partial class FewStepModel
{
    /// <summary>A guidance scale above this spoils their pictures.</summary>
    public const double GreatestGuidance = 2;

    /// <summary>Why a model is taken for one of them, and what it wants, in a sentence; null for ordinary models.</summary>
    /// <param name="name">Name of the model's folder, file or repository.</param>
    /// <param name="scheduler">The settings that the model was published with.</param>
    public static string? Hint(string name, SchedulerConfig scheduler)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(scheduler);
        string? sign = scheduler.ClassName is "LCMScheduler" or "TCDScheduler" ? scheduler.ClassName
            : IsTurbo(scheduler) ? $"{scheduler.ClassName} with trailing timesteps"
            : Word().Match(name) is { Success: true } word ? $"'{word.Value}' in the name '{name}'"
            : null;
        return sign is null ? null : $"By {sign} this model seems to be made for few steps: such models want 1 to 8 steps and a guidance scale from 1 to {GreatestGuidance}, as --steps 4 --guidance-scale 1.";
    }

    /// <summary>
    /// As sd-turbo and sdxl-turbo are published. Ordinary models with Euler's schedulers have leading or even timesteps; those with trailing ones predict the
    /// velocity, or rescale their variances, or both.
    /// </summary>
    private static bool IsTurbo(SchedulerConfig scheduler)
        => scheduler is { ClassName: "EulerDiscreteScheduler" or "EulerAncestralDiscreteScheduler", TimestepSpacing: TimestepSpacing.Trailing, PredictionType: PredictionType.Epsilon, RescaleBetasZeroSnr: false };

    /// <summary>One of the words by itself: 'sdxl-turbo', 'xl_Lightning_4step', but no 'turbocharged'.</summary>
    [GeneratedRegex("(?<![A-Za-z])(?i:turbo|lightning|lcm)(?![a-z])", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
