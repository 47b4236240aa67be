using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ReCorD.Agents.Decorators.Telemetry;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Telemetry;

namespace ReCorD.Cli.Tests.Telemetry;

public sealed class TelemetryExportTests
{
    [Fact]
    public void Start_NoCollectorNamed_ListensToNothing() =>
        Assert.Null(TelemetryExport.Start(new EnvironmentVariables(new Dictionary<string, string?> { ["OTEL_SERVICE_NAME"] = "x", ["OTEL_EXPORTER_OTLP_ENDPOINT"] = " " })));

    [Fact]
    public async Task Start_CollectorNamed_IsSentTheSpans()
    {
        using TcpListener collector = new(IPAddress.Loopback, 0);
        collector.Start();
        Task<string> received = ReceiveAsync(collector);
        Dictionary<string, string?> variables = new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{((IPEndPoint)collector.LocalEndpoint).Port}", ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        };
        using ActivitySource source = new(GenAiConventions.SourceName);

        using (TelemetryExport? export = TelemetryExport.Start(new EnvironmentVariables(variables)))
        {
            source.StartActivity("chat test-model")!.Dispose();
        }

        string request = await received;
        Assert.StartsWith("POST /v1/traces", request, StringComparison.Ordinal);
        Assert.Contains("chat test-model", request, StringComparison.Ordinal);
        Assert.Contains("record", request, StringComparison.Ordinal);
    }

    /// <summary>The first request whole, answered with success; the others are left alone.</summary>
    private static async Task<string> ReceiveAsync(TcpListener collector)
    {
        using TcpClient client = await collector.AcceptTcpClientAsync();
        NetworkStream stream = client.GetStream();
        StringBuilder text = new();
        byte[] buffer = new byte[65536];
        while (!text.ToString().Contains("chat test-model", StringComparison.Ordinal))
        {
            int count = await stream.ReadAsync(buffer);
            if (count == 0)
            {
                break;
            }

            text.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }

        await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
        return text.ToString();
    }
}
