using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ReCorD.Cli.Tests.Support;

/// <summary>A local HTTP server that gives every request the same answer.</summary>
internal sealed class CannedServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _body;

    public CannedServer(string body)
    {
        _body = body;
        _listener.Start();
        _ = ServeAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v1";

    /// <summary>Head and body of the requests that came whole, one character for each byte.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>An address of this machine where nobody listens.</summary>
    public static string DeadAddress()
    {
        using CannedServer server = new("");
        return server.Address;
    }

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync();
                await TryAnswerAsync(client.GetStream());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task TryAnswerAsync(NetworkStream stream)
    {
        try
        {
            await AnswerAsync(stream);
        }
        catch (IOException)
        {
            // The client went away; there may be others.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        using StreamReader reader = new(stream, Encoding.Latin1, leaveOpen: true);
        StringBuilder request = new();
        int length = 0;
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            request.AppendLine(line);
            length = line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase) ? int.Parse(line.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture) : length;
        }

        // Reading none would still wait for some.
        char[] content = new char[length];
        if (request.Length == 0 || (length > 0 && await reader.ReadBlockAsync(content) < length))
        {
            return;
        }

        Requests.Enqueue(request.Append(content).ToString());

        byte[] body = Encoding.UTF8.GetBytes(_body);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"));
        await stream.WriteAsync(body);
    }
}
