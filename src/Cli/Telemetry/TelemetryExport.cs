using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using ReCorD.Agents.Decorators.Telemetry;
using ReCorD.Cli.Application;
using ReCorD.Cli.Configuration;

namespace ReCorD.Cli.Telemetry;

/// <summary>
/// Sends the agents' traces and metrics to an OpenTelemetry collector (Aspire dashboard, Jaeger, Langfuse ...), where the standard
/// variables name one. All <c>OTEL_</c> variables are OpenTelemetry's own; a collector that is not there disturbs nothing.
/// </summary>
internal sealed class TelemetryExport : IDisposable
{
    /// <summary>How long the end of the program waits for what was not sent yet.</summary>
    private const int PatienceMilliseconds = 3000;

    private const string ServiceName = "record";

    private static readonly string[] EndpointVariables = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;

    private TelemetryExport(IConfiguration variables)
    {
        _traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(variables))
            .ConfigureResource(Describe)
            .AddSource(GenAiConventions.SourceName)
            .AddOtlpExporter()
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(variables))
            .ConfigureResource(Describe)
            .AddMeter(GenAiConventions.SourceName)
            .AddOtlpExporter()
            .Build();
    }

    /// <summary>Begins to listen; null where no variable names a collector.</summary>
    public static TelemetryExport? Start(EnvironmentVariables environment) =>
        EndpointVariables.Any(name => !string.IsNullOrWhiteSpace(environment.Values.GetValueOrDefault(name)))
            ? new TelemetryExport(new ConfigurationBuilder().AddInMemoryCollection(environment.Values).Build())
            : null;

    /// <summary>Sends the rest.</summary>
    public void Dispose()
    {
        _traces.Shutdown(PatienceMilliseconds);
        _metrics.Shutdown(PatienceMilliseconds);
        _traces.Dispose();
        _metrics.Dispose();
    }

    private static void Describe(ResourceBuilder resource) => resource.AddService(ServiceName, serviceVersion: ProgramInfo.NameAndVersion);
}
