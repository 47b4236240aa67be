using System.Diagnostics;
using System.Text;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace ReCorD.Cli.Tests.Mcp;

/// <summary>
/// <c>record mcp</c> as a process, and a client of it. The process ends as the protocol says, because its input is closed, and must end well: a transport that
/// kills what is slow would hide that, or fail on it, on a busy machine. What the program says on standard error is kept for the messages of failures.
/// </summary>
internal sealed class McpProcess : IAsyncDisposable
{
    /// <summary>
    /// For the server's first answer and for its end. Clients ask for the newest protocol first, wait 5 s, and then try older ones, which a server that has only begun late
    /// and answers the first question refuses.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process process;
    private readonly StringBuilder complaints = new();

    private McpProcess(Process process)
    {
        this.process = process;
        process.ErrorDataReceived += (_, line) =>
        {
            lock (complaints)
            {
                complaints.AppendLine(line.Data);
            }
        };
        process.BeginErrorReadLine();
    }

    public McpClient Client { get; private set; } = null!;

    /// <summary>What the program has said on standard error.</summary>
    public string Complaints
    {
        get
        {
            lock (complaints)
            {
                return complaints.ToString();
            }
        }
    }

    public static async Task<McpProcess> StartAsync(string folder, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "record.dll"), "mcp", .. arguments])
        {
            WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        McpProcess started = new(Process.Start(start)!);
        try
        {
            StreamClientTransport transport = new(started.process.StandardInput.BaseStream, started.process.StandardOutput.BaseStream);
            started.Client = await McpClient.CreateAsync(transport, new McpClientOptions { DiscoverProbeTimeout = Patience, InitializationTimeout = Patience });
            return started;
        }
        catch (Exception error)
        {
            started.Kill();
            throw new InvalidOperationException($"The server did not begin. It said: {started.Complaints}", error);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Client.DisposeAsync();
            process.StandardInput.Close();
            using CancellationTokenSource limit = new(Patience);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"The server did not end within {Patience.TotalSeconds} s after its input was closed. It said: {Complaints}");
            }

            Assert.True(process.ExitCode == 0, $"The server ended with {process.ExitCode}. It said: {Complaints}");
        }
        finally
        {
            Kill();
        }
    }

    private void Kill()
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }

        process.Dispose();
    }
}
