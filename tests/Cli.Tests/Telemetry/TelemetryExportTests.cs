using System.Diagnostics;
using System.Globalization;
using ReCorD.Agents.Decorators.Telemetry;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Telemetry;
using ReCorD.Cli.Tests.Support;

namespace ReCorD.Cli.Tests.Telemetry;

public sealed class TelemetryExportTests
{
    /// <summary>The other tests may keep the processor busy for longer than a user would wait.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public void Start_NoCollectorNamed_ListensToNothing() =>
        Assert.Null(TelemetryExport.Start(new EnvironmentVariables(new Dictionary<string, string?> { ["OTEL_SERVICE_NAME"] = "x", ["OTEL_EXPORTER_OTLP_ENDPOINT"] = " " })));

    [Fact]
    public void Start_CollectorNamed_IsSentTheSpans()
    {
        using CannedServer collector = new("");
        Dictionary<string, string?> variables = new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = new Uri(collector.Address).GetLeftPart(UriPartial.Authority), ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_EXPORTER_OTLP_TIMEOUT"] = Patience.TotalMilliseconds.ToString(CultureInfo.InvariantCulture),
        };
        using ActivitySource source = new(GenAiConventions.SourceName);

        using (TelemetryExport? export = TelemetryExport.Start(new EnvironmentVariables(variables), Patience))
        {
            source.StartActivity("chat test-model")!.Dispose();
        }

        // Spans of tests beside this one may come too, in the same request or in others.
        string request = Assert.Single(collector.Requests, request => request.Contains("chat test-model", StringComparison.Ordinal));
        Assert.StartsWith("POST /v1/traces", request, StringComparison.Ordinal);
        Assert.Contains("record", request, StringComparison.Ordinal);
    }
}
