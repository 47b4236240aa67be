using ReCorD.Cli.Application;
using ReCorD.Cli.Telemetry;

using CancellationSignals signals = new();
CommandServices services = ProcessServices.Create();
using TelemetryExport? telemetry = TelemetryExport.Start(services.Environment);
int code = await new RecordApplication(services).RunAsync(args, signals.Token);
if (code != ExitCode.Interrupted)
{
    // Work that was interrupted may still be in the middle of a step; the end of the process takes its memory back.
    services.Engines.Dispose();
}

return code;
