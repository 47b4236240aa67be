using ReCorD.Cli.Application;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Generate;
using ReCorD.Cli.Results;

namespace ReCorD.Cli.Tests.Support;

/// <summary>Runs the program in a folder of its own, with captured output.</summary>
internal sealed class CommandHarness : IDisposable
{
    private readonly EngineHost engines;

    public CommandHarness(IRunner? runner = null, params (string Name, string Value)[] environment)
    {
        Environment = new EnvironmentVariables(environment.ToDictionary(entry => entry.Name, entry => (string?)entry.Value));
        AppPaths paths = new(AppContext.BaseDirectory, Folder.Path);
        engines = new EngineHost(paths, Environment, Time);
        ChatRuns chats = new(paths, Environment, Time);
        RecordRunner real = new(engines, paths, chats, Time);
        Services = new CommandServices
        {
            Terminal = new Terminal(Output, Error, IsInteractive: false),
            Paths = paths,
            Time = Time,
            Seeds = new FixedSeed(),
            Environment = Environment,
            Chats = chats,
            Png = new VipsPngCodec(),
            Engines = engines,
            Runner = runner ?? real,
            Scenes = real,
        };
    }

    public const long Seed = 4242;

    public TemporaryFolder Folder { get; } = new();

    public StringWriter Output { get; } = new();

    public StringWriter Error { get; } = new();

    public ManualTime Time { get; } = new();

    public EnvironmentVariables Environment { get; }

    public CommandServices Services { get; }

    public Task<int> RunAsync(params string[] args) => RunAsync(args, CancellationToken.None);

    public Task<int> RunAsync(string[] args, CancellationToken cancellationToken) => new RecordApplication(Services).RunAsync(args, cancellationToken);

    /// <summary>Everything in the folder, as relative paths.</summary>
    public string[] Files() => [.. Directory.GetFiles(Folder.Path, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Folder.Path, file)).Order(StringComparer.Ordinal)];

    public void Dispose()
    {
        engines.Dispose();
        Folder.Dispose();
        Output.Dispose();
        Error.Dispose();
    }

    private sealed class FixedSeed : ISeedSource
    {
        public long Next() => Seed;
    }
}
