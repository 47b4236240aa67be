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
    /// <param name="name">Name of the model's folder, file or repository; of a path, its last part counts.</param>
    /// <param name="scheduler">The settings that the model was published with.</param>
    public static string? Hint(string name, SchedulerConfig scheduler)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(scheduler);
        Match word = Word().Match(LastPart(name));
        string? sign = scheduler.ClassName is "LCMScheduler" or "TCDScheduler" ? scheduler.ClassName
            : IsTurbo(scheduler) ? $"{scheduler.ClassName} with trailing timesteps"
            : word.Success ? $"'{word.Value}' in the name '{name}'"
            : null;
        string doubt = IsTurbo(scheduler) && !word.Success ? " If it was not, leave the scale as it is." : "";
        return sign is null ? null : $"By {sign} this model seems to be made for few steps: such models want 1 to 8 steps and a guidance scale from 1 to {GreatestGuidance}, as --steps 4 --guidance-scale 1.{doubt}";
    }

    /// <summary>
    /// As sd-turbo and sdxl-turbo are published. Ordinary models with Euler's schedulers have leading or even timesteps; those with trailing ones predict the
    /// velocity, or rescale their variances, or both. Anybody may set them otherwise, so that this sign is no proof.
    /// </summary>
    private static bool IsTurbo(SchedulerConfig scheduler)
        => scheduler is { ClassName: "EulerDiscreteScheduler" or "EulerAncestralDiscreteScheduler", TimestepSpacing: TimestepSpacing.Trailing, PredictionType: PredictionType.Epsilon, RescaleBetasZeroSnr: false };

    /// <summary>The folders that a model lies in, or the account that published it, are no sign.</summary>
    private static string LastPart(string name) => name.TrimEnd('/', '\\').Split('/', '\\')[^1];

    /// <summary>
    /// One of the words by itself or in a name with capitals: 'sdxl-turbo', 'xl_Lightning_4step', 'DreamShaperXLTurbo', 'xlLCMv2', but no 'turbocharged'.
    /// </summary>
    [GeneratedRegex(
        "(?:(?<![A-Za-z])(?:turbo|lightning|lcm)|Turbo|Lightning|Lcm)(?=v[0-9]|[^a-z]|$)|(?<![A-Z])(?:TURBO|LIGHTNING|LCM)(?=v[0-9]|[A-Z][a-z]|[^A-Za-z]|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
