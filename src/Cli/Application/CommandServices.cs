using ReCorD.Cli.Bench;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Generate;
using ReCorD.Cli.Results;

namespace ReCorD.Cli.Application;

/// <summary>What commands take from the outside world, so that tests can put their own in its place.</summary>
internal sealed record CommandServices
{
    public required Terminal Terminal { get; init; }

    public required AppPaths Paths { get; init; }

    public required TimeProvider Time { get; init; }

    public required ISeedSource Seeds { get; init; }

    public required EnvironmentVariables Environment { get; init; }

    /// <summary>How chat models are set up for runs.</summary>
    public required ChatRuns Chats { get; init; }

    public required IPngCodec Png { get; init; }

    /// <summary>The loaded model, shared by all that runs. It lives as long as the process.</summary>
    public required EngineHost Engines { get; init; }

    public required IRunner Runner { get; init; }

    public required ISceneOpener Scenes { get; init; }

    /// <summary>Standard input and output as bytes, for protocols.</summary>
    public Func<(Stream Input, Stream Output)> Streams { get; init; } = static () => (Console.OpenStandardInput(), Console.OpenStandardOutput());

    /// <summary>A connection to the outside, for commands that fetch something; made when one does, disposed of by it.</summary>
    public Func<HttpClient> Http { get; init; } = static () => new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(15) })
    {
        // Files take hours; who asks notices a connection on which nothing comes.
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { { "User-Agent", ProgramInfo.NameAndVersion.Replace(' ', '/') } },
    };

    public IReadOnlyList<IBenchmark> Benchmarks { get; init; } = [];
}
