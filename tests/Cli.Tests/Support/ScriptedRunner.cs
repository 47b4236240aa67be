using ReCorD.Agents.Runs;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Devices;
using ReCorD.Cli.Generate;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Models;
using ReCorD.Engines;
using ReCorD.Plugins.Events;

namespace ReCorD.Cli.Tests.Support;

/// <summary>A runner that does what a test says and keeps the plan it was given.</summary>
internal sealed class ScriptedRunner(Func<RunPlan, IRunObserver, CancellationToken, Task<RunOutcome>> script) : IRunner
{
    private static readonly DeviceSetup Processor = new(new DeviceChoice(new SessionSettings(), []), NetworkPrecision.Single);

    public RunPlan? Plan { get; private set; }

    public RecordSettings? Settings { get; private set; }

    public static ScriptedRunner Succeeding() => new((plan, _, _) => Task.FromResult(Records.Outcome(Records.Corrected() with
    {
        Settings = plan.ToSettings(new EngineDefaults(plan.Scheduler ?? "ddim", 4, null), Processor, plan.Pose),
    })));

    public Task<RunOutcome> RunAsync(RunPlan plan, RecordSettings settings, IRunObserver observer, CancellationToken cancellationToken)
    {
        Plan = plan;
        Settings = settings;
        return script(plan, observer, cancellationToken);
    }
}
