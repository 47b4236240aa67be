using System.CommandLine;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Decorators;
using ReCorD.Agents.Decorators.Recordings;
using ReCorD.Agents.Prompts;
using ReCorD.Agents.Providers;
using ReCorD.Cli.Application;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Experiments.Generate;
using ReCorD.Cli.Results;
using ReCorD.Experiments;
using ReCorD.Experiments.Definition;
using ReCorD.Experiments.Matrix;
using ReCorD.Experiments.Results;
using ReCorD.Experiments.Tasks;
using ReCorD.Plugins.Events;
using ReCorD.Plugins.Imaging;

namespace ReCorD.Cli.Experiments;

/// <summary>An experiment file with everything that running it takes.</summary>
internal sealed class ExperimentSetup : IDisposable
{
    private readonly List<ChatClients> _clients = [];
    private readonly CommandServices _services;
    private readonly Dictionary<ProviderVariant, RecordSettings> _settings;
    private readonly Dictionary<ProviderVariant, Lazy<ChatClients>> _clientsOf;

    private ExperimentSetup(CommandServices services, ExperimentDefinition definition, Dictionary<ProviderVariant, RecordSettings> settings)
    {
        _services = services;
        Definition = definition;
        _settings = settings;
        _clientsOf = settings.ToDictionary(entry => entry.Key, entry => new Lazy<ChatClients>(() => Open(entry.Value.Chat)));
        Task = CreateTask();
        Matrix = ExperimentMatrix.Build(definition, Task);
    }

    public ExperimentDefinition Definition { get; }

    public IExperimentTask Task { get; }

    public ExperimentMatrix Matrix { get; }

    /// <summary>Where agents' exchanges are written; null: nowhere.</summary>
    public RecordingWriter? Recording { get; set; }

    /// <summary>Where results go: as told, else as the file says, else a folder of the file's name.</summary>
    public ResultFolder Folder(string? chosen)
    {
        string outputs = _settings.Values.First().Generate.OutputRoot;
        string path = chosen ?? Definition.OutputPath ?? Path.Combine(outputs, Path.GetFileNameWithoutExtension(Definition.File));
        return string.IsNullOrWhiteSpace(path) ? throw new UsageException("--out needs the name of a folder.") : new ResultFolder(_services.Paths.Resolve(path));
    }

    /// <summary>Reads a file and checks all of it.</summary>
    /// <exception cref="UsageException">Something in it cannot be done; the message begins with file and line.</exception>
    public static ExperimentSetup Open(string file, ParseResult parse, CommandServices services, ConfigurationLoader configuration)
    {
        try
        {
            ExperimentDefinition definition = ExperimentReader.Read(services.Paths.Resolve(file));
            Dictionary<ProviderVariant, RecordSettings> settings = definition.Providers.ToDictionary(provider => provider, provider => Load(provider, definition, parse, configuration));
            foreach ((ProviderVariant provider, RecordSettings one) in settings)
            {
                EnsureKnown(provider, one.Chat, definition, services.Chats);
            }

            return new ExperimentSetup(services, definition, settings);
        }
        catch (Exception error) when (error is ExperimentException or PromptException)
        {
            throw new UsageException(error.Message, error);
        }
    }

    /// <summary>Checks that somebody answers where chat models are elsewhere.</summary>
    public async Task EnsureReachableAsync(CancellationToken cancellationToken)
    {
        string[] agents = Definition.Task switch
        {
            TaskNames.LayoutRestoration => [AgentNames.Layout],
            TaskNames.PoseSelection => [AgentNames.PoseSelection],
            // Image runs check theirs themselves: which agents they need depends on their settings.
            _ => [],
        };
        foreach (ProviderVariant provider in agents.Length == 0 ? [] : Definition.Providers)
        {
            await ForItem(provider, NullRunObserver.Instance).EnsureReadyAsync(agents, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        foreach (ChatClients clients in _clients)
        {
            clients.Dispose();
        }
    }

    private static RecordSettings Load(ProviderVariant provider, ExperimentDefinition definition, ParseResult parse, ConfigurationLoader configuration)
    {
        if (provider.Id is not { } id)
        {
            return configuration.Load(parse);
        }

        try
        {
            IEnumerable<KeyValuePair<string, string?>> layer = provider.Settings.Select(entry => KeyValuePair.Create($"Chat:Providers:{id}:{entry.Key}", (string?)Located(entry, definition)));
            RecordSettings settings = configuration.Load(parse, layer);

            // All agents talk to the model that is compared.
            settings.Chat = settings.Chat with { Provider = id, Agents = [] };
            return settings;
        }
        catch (UsageException error) when (provider.Settings.Count > 0)
        {
            throw new ExperimentException(definition.File, provider.Line, $"the provider '{id}': {error.Message}", error);
        }
    }

    private static void EnsureKnown(ProviderVariant provider, ChatSettings chat, ExperimentDefinition definition, ChatRuns chats)
    {
        try
        {
            chats.EnsureKnown(chat);
        }
        catch (ChatProviderException error)
        {
            throw provider.Id is null ? new UsageException(error.Message, error) : new ExperimentException(definition.File, provider.Line, error.Message, error);
        }
    }

    /// <summary>A recording lies beside the experiment that names it.</summary>
    private static string Located(KeyValuePair<string, string> entry, ExperimentDefinition definition)
        => entry.Key.Equals(nameof(ChatProviderSettings.File), StringComparison.OrdinalIgnoreCase) ? definition.Resolve(entry.Value) : entry.Value;

    private IExperimentTask CreateTask()
    {
        AgentServices agents = new(ForItem, provider => _settings[provider].Chat, _services.Paths.PromptsFolder, new ChatImageEncoder(), _services.Time);
        return Definition.Task switch
        {
            TaskNames.LayoutRestoration => new LayoutRestorationTask(agents),
            TaskNames.PoseSelection => new PoseSelectionTask(agents, Definition.Tests),
            _ => new GenerateTask(_services.Runner, new GeneratePlans(_services, provider => _settings[provider]), new ResultsWriter(_services.Png), _services.Paths.PromptsFolder),
        };
    }

    private RunClients ForItem(ProviderVariant provider, IRunObserver observer)
    {
        ChatSettings chat = _settings[provider].Chat;
        return _clientsOf[provider].Value.ForRun(_services.Chats.Options(chat, observer, Recording));
    }

    private ChatClients Open(ChatSettings settings)
    {
        ChatClients clients = _services.Chats.Clients(settings);
        lock (_clients)
        {
            _clients.Add(clients);
        }

        return clients;
    }
}
