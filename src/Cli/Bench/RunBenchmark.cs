using System.Diagnostics;
using ReCorD.Cli.Devices;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Methods;

namespace ReCorD.Cli.Bench;

/// <summary>
/// What whole runs of ReCorD cost: the three networks are measured side by side, in one process as a run has them, and multiplied by how often each
/// schedule calls them. The unit is the plain network on one row.
/// </summary>
internal sealed class RunBenchmark : IBenchmark
{
    /// <summary>With and without text.</summary>
    private const int PlainRows = 2;

    public BenchSubject Subject => BenchSubject.Run;

    public BenchReport Measure(BenchRequest request, IProgress<string> progress, CancellationToken cancellationToken)
    {
        using ComputeRuntime runtime = new(new ThreadSettings { Threads = request.Device.Threads });
        DeviceSetup device = DeviceSetup.Find(runtime, request.Device, cancellationToken);
        SessionSettings settings = device.Choice.Session;
        progress.Report($"Device: {device.Description}.");
        using BenchNetworks networks = new(request, device);
        double plain = Seconds(networks.Forward, "plain"), edited = Seconds(networks.Edited, "edited"), gradient = Seconds(networks.Guidance, "guidance");
        using Process process = Process.GetCurrentProcess();
        return new BenchReport(
        [
            new BenchField("plain_seconds", plain, "s, one row"),
            new BenchField("edited_seconds", edited, "s, four rows with edits"),
            new BenchField("gradient_seconds", gradient, "s, loss and gradient of one row"),
            new BenchField("edited_rows", edited / plain, "plain rows"),
            new BenchField("gradient_rows", gradient / plain, "plain rows"),
            new BenchField("correction_step_rows", (edited + gradient) / plain, "plain rows, gradient and edited pass"),
            new BenchField("peak_memory_mb", process.PeakWorkingSet64 / 1e6, "MB, one network after the other over one set of weights"),
        ],
        [.. RunSchedule.All(request.PreviewStep, request.RoughSteps, RecordProfiles.Default).Select(schedule => Row(schedule, plain, edited, gradient))],
        ["Row equivalents count four rows for an edited step, two for a plain one, and a gradient step by its measured time. Seconds of plain steps are taken as twice those of one row."]);

        double Seconds(GraphModule module, string name)
        {
            progress.Report($"Measuring the {name} network ...");
            using Session session = Session.Create(runtime, module, settings, cancellationToken);
            return SessionTimer.Measure(session, module, cancellationToken);
        }
    }

    private static BenchField[] Row(RunSchedule schedule, double plain, double edited, double gradient) =>
    [
        new BenchField("schedule", schedule.Name),
        new BenchField("edited_steps", schedule.EditedSteps),
        new BenchField("plain_steps", schedule.PlainSteps),
        new BenchField("gradient_steps", schedule.GradientSteps),
        new BenchField("row_equivalents", (schedule.EditedSteps * BenchNetworks.EditedRows) + (schedule.PlainSteps * PlainRows) + (schedule.GradientSteps * gradient / plain)),
        new BenchField("seconds", (schedule.EditedSteps * edited) + (schedule.PlainSteps * PlainRows * plain) + (schedule.GradientSteps * gradient)),
    ];
}
