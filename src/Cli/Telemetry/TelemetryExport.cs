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
    /// <summary>How long the end of the program waits for what was not sent yet, where nothing else is said.</summary>
    private static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(3);

    private const string ServiceName = "record";

    private static readonly string[] EndpointVariables = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;
    private readonly int _patience;

    private TelemetryExport(IConfiguration variables, TimeSpan patience)
    {
        _patience = (int)patience.TotalMilliseconds;
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
    /// <param name="environment">Where the variables are.</param>
    /// <param name="patience">How long disposal waits for what was not sent yet (default 3 s), for traces and metrics each.</param>
    public static TelemetryExport? Start(EnvironmentVariables environment, TimeSpan? patience = null) =>
        EndpointVariables.Any(name => !string.IsNullOrWhiteSpace(environment.Values.GetValueOrDefault(name)))
            ? new TelemetryExport(new ConfigurationBuilder().AddInMemoryCollection(environment.Values).Build(), patience ?? DefaultPatience)
            : null;

    /// <summary>Sends the rest.</summary>
    public void Dispose()
    {
        _traces.Shutdown(_patience);
        _metrics.Shutdown(_patience);
        _traces.Dispose();
        _metrics.Dispose();
    }

    private static void Describe(ResourceBuilder resource) => resource.AddService(ServiceName, serviceVersion: ProgramInfo.NameAndVersion);
}
