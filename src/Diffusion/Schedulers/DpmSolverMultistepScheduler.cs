namespace ReCorD.Diffusion.Schedulers;

/// <summary>
/// DPM-Solver++ 2M (Lu et al., arXiv 2211.01095, algorithm 2): second order from one network call a step. Equals
/// <c>DPMSolverMultistepScheduler</c> of diffusers with <c>algorithm_type</c> dpmsolver++ and <c>solver_order</c> 1 or 2, whose defaults hold where the
/// settings do not say: linspace spacing, order 2, midpoint, end at sigma 0, lower order at the end of short runs.
/// </summary>
[Scheduler(DiffusersName, "dpm++2m", "DPM++ 2M", Field = KarrasField, Value = false)]
[Scheduler(DiffusersName, "dpm++2m-karras", "DPM++ 2M Karras", Field = KarrasField, Value = true)]
public sealed class DpmSolverMultistepScheduler : TrainedScheduler
{
    /// <summary>Its name in <c>scheduler_config.json</c>.</summary>
    public const string DiffusersName = "DPMSolverMultistepScheduler";

    private const string KarrasField = "use_karras_sigmas";

    /// <summary>diffusers takes a run for short below this many steps (<c>lower_order_final</c>).</summary>
    private const int LongRun = 15;

    /// <summary>Solvers by whether they are Heun's; diffusers treats the names of other families as midpoint.</summary>
    private static readonly Dictionary<string, bool> Solvers = new(StringComparer.Ordinal)
    {
        ["midpoint"] = false, ["heun"] = true, ["logrho"] = false, ["bh1"] = false, ["bh2"] = false,
    };

    private readonly NoiseLevels levels;
    private readonly bool karras;
    private readonly bool endsAtLeast;
    private readonly DpmSolverSettings settings;

    /// <exception cref="SchedulerConfigException">A setting is out of range, not known or not supported.</exception>
    public DpmSolverMultistepScheduler(SchedulerConfig config)
        : base(config, TimestepSpacing.Linspace)
    {
        SchedulerFields fields = config.Fields;
        RefuseOtherAlgorithms(fields);
        levels = new NoiseLevels(Noise, config.RescaleBetasZeroSnr);
        karras = fields.Boolean(KarrasField) ?? false;
        endsAtLeast = fields.Choice("final_sigmas_type", FinalSigmas.EndsAtLeast) ?? false;
        settings = new DpmSolverSettings(
            config.PredictionType,
            SecondOrder: (fields.Integer("solver_order") ?? 2) == 2,
            Heun: fields.Choice("solver_type", Solvers) ?? false,
            FirstOrderLast: fields.Boolean("euler_at_final") ?? false,
            FirstOrderLastWhenShort: fields.Boolean("lower_order_final") ?? true);
    }

    /// <inheritdoc/>
    public override string Name => DiffusersName;

    /// <inheritdoc/>
    public override ISamplingPlan Plan(int steps)
    {
        CheckSteps(steps);
        double[] timesteps, sigmas;
        if (karras)
        {
            // Over the whole training, whatever the spacing; neighbouring timesteps may come out equal.
            sigmas = NoiseLevels.Karras(levels.Greatest, levels.Least, steps);
            timesteps = Array.ConvertAll(sigmas, sigma => Math.Round(levels.TimestepOf(sigma)));
        }
        else
        {
            timesteps = SpreadShort(steps);
            sigmas = Array.ConvertAll(timesteps, levels.At);
        }

        bool firstOrderLast = !endsAtLeast || settings.FirstOrderLast || (settings.FirstOrderLastWhenShort && steps < LongRun);
        return new DpmSolverPlan(
            settings with { FirstOrderLast = firstOrderLast }, timesteps, [.. sigmas.Select(static sigma => (double)(float)sigma), endsAtLeast ? levels.Least : 0]);
    }

    /// <summary>Spread as if for one step more, of which the last, where no noise is left, needs no call.</summary>
    private protected override int FirstLeading(int steps) => (Config.TrainTimesteps / (steps + 1) * steps) + Config.StepsOffset;

    private double[] SpreadShort(int steps) => Spacing switch
    {
        TimestepSpacing.Leading => [.. Enumerable.Range(0, steps).Select(step => (double)((Config.TrainTimesteps / (steps + 1) * (steps - step)) + Config.StepsOffset))],
        TimestepSpacing.Linspace => [.. Timesteps.Spread(Spacing, Config.TrainTimesteps, steps + 1, 0).Take(steps).Select(static timestep => (double)timestep)],
        _ => [.. Spread(steps).Select(static timestep => (double)timestep)],
    };

    private static void RefuseOtherAlgorithms(SchedulerFields fields)
    {
        if (fields.Text("algorithm_type") is { } algorithm && algorithm != "dpmsolver++")
        {
            throw fields.Invalid("algorithm_type", $"is \"{algorithm}\"; known is dpmsolver++. Choose another scheduler, such as euler, or euler-ancestral for one that adds noise.");
        }

        if (fields.Integer("solver_order") is { } order and not (1 or 2))
        {
            throw fields.Invalid("solver_order", $"is {order}; supported are 1 and 2 (2 is what guided sampling is advised to use).");
        }

        if (fields.Text("variance_type") is { } variance && variance.StartsWith("learned", StringComparison.Ordinal))
        {
            throw fields.Invalid("variance_type", $"is \"{variance}\"; networks that predict a variance beside the noise are not supported.");
        }

        if (fields.Number("lambda_min_clipped") is { } clipped && !double.IsNegativeInfinity(clipped))
        {
            throw fields.Invalid("lambda_min_clipped", FormattableString.Invariant($"is {clipped}; runs cut off at a noise level are not supported. Remove it, or set it to -Infinity."));
        }

        foreach (string levels in new[] { "use_lu_lambdas", "use_exponential_sigmas", "use_beta_sigmas", "use_flow_sigmas" })
        {
            fields.RefuseTrue(levels, $"such levels are not supported. Set it to false, or `{KarrasField}` to true.");
        }
    }
}
