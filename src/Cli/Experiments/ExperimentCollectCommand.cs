using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Providers;
using ReCorD.Agents.Runs;
using ReCorD.Cli.Application;
using ReCorD.Cli.CommandLine;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Experiments.Generate;
using ReCorD.Cli.Generate;
using ReCorD.Cli.Results;
using ReCorD.Diffusion.Prompts;
using ReCorD.Experiments.Definition;
using ReCorD.Experiments.Scenes;
using ReCorD.Experiments.Tasks;
using ReCorD.Plugins.Events;
using ReCorD.Plugins.Imaging;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Cli.Experiments;

/// <summary><c>record experiment collect</c>: makes known scenes for tasks of agents alone, from what a model draws well by itself.</summary>
internal sealed class ExperimentCollectCommand(CommandServices services, ConfigurationLoader configuration, RunResources resources)
{
    private readonly Argument<string> _prompts = new("prompts") { Description = "A text file with one sentence on each line, as 'a boy is kicking a ball'." };
    private readonly Option<string> _out = new("--out") { Description = "New or empty folder for scenes.jsonl and its pictures.", HelpName = "DIR", Required = true };
    private readonly Option<string?> _model = new("--model") { Description = "Model, as generate takes it (default the embedded model).", HelpName = "MODEL" };
    private readonly Option<long?> _seed = NumberOption.Seed("--seed", "Seed of the first candidate of each sentence (default 1).", Limits.MaximumSeed);
    private readonly Option<int?> _candidates = NumberOption.Whole("--candidates", "Candidates of each sentence, of which the best is kept (default 5).", Limits.MinimumCandidates, Limits.MaximumCandidates);
    private readonly Option<int?> _steps = NumberOption.Whole("--steps", "Denoising steps (default 50).", Limits.MinimumSteps, Limits.MaximumSteps);
    private readonly Option<double?> _share = NumberOption.Real("--minimum-share", "Least share of the object's attention within the located box (default 0.6).", 0, 1);
    private readonly Option<double?> _agreement = NumberOption.Real("--minimum-agreement", "Least overlap (IoU) of the located box and the layout agent's (default 0.4).", 0, 1);

    public Command Create()
    {
        Command command = new("collect", "Make known scenes for layout-restoration and pose-selection from candidates that a model draws well.") { _prompts, _out, _model, _seed, _candidates, _steps, _share, _agreement };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        RecordSettings settings = configuration.Load(parse);
        using ChatClients clients = services.Chats.Clients(settings.Chat);
        AgentServices agents = new((_, observer) => clients.ForRun(services.Chats.Options(settings.Chat, observer)), _ => settings.Chat, services.Paths.PromptsFolder, new ChatImageEncoder(), services.Time);
        double share = parse.GetValue(_share) ?? 0.6, agreement = parse.GetValue(_agreement) ?? 0.4;
        SceneJudge judge = new(agents, share, agreement);
        GeneratePlans plans = new(services, _ => settings);
        string file = services.Paths.Resolve(parse.GetRequiredValue(_prompts));
        string[] sentences = [.. File.ReadLines(file).Select(line => line.Trim()).Where(line => line.Length > 0)];
        using OutputFolder folder = resources.Own(OutputFolder.Open(services.Paths.Resolve(parse.GetRequiredValue(_out)), OverwritePolicy.Refuse, "Choose another folder: scenes of several runs are not mixed."));
        await clients.ForRun(services.Chats.Options(settings.Chat, NullRunObserver.Instance)).EnsureReadyAsync([AgentNames.Layout], cancellationToken).ConfigureAwait(false);
        Collection collection = new(sentences.Length);
        try
        {
            foreach ((int index, string sentence) in sentences.Index())
            {
                await JudgeAsync(plans.Plan(Item(parse, file, index + 1, sentence)), settings, judge, collection, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception) when (collection.Kept.Count > 0)
        {
            // Each scene is whole by itself, and drawing them took long.
            Write(collection, folder, Describe(parse, settings.Chat.Provider, share, agreement, collection));
            if (!cancellationToken.IsCancellationRequested)
            {
                throw;
            }

            services.Terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"stopped: the scenes of the first {collection.Done} of {collection.Sentences} sentences were kept."));
            return ExitCode.Interrupted;
        }

        if (collection.Kept.Count == 0)
        {
            throw new CommandException("No candidate was good enough. Lower --minimum-share or --minimum-agreement, or draw more --candidates.");
        }

        Write(collection, folder, Describe(parse, settings.Chat.Provider, share, agreement, collection));
        return ExitCode.Success;
    }

    /// <summary>Draws a sentence's candidates and keeps the best that is good.</summary>
    private async Task JudgeAsync(RunPlan plan, RecordSettings settings, SceneJudge judge, Collection collection, CancellationToken cancellationToken)
    {
        LoadedEngine loaded = services.Engines.Get(plan, settings, NullRunObserver.Instance, cancellationToken);
        collection.Model = loaded.Engine.Model;
        InteractionPrompt prompt = InteractionPromptParser.Parse(plan.Prompt);
        RunRequest request = new()
        {
            Prompt = prompt, Model = collection.Model, Program = ProgramInfo.NameAndVersion,
            Settings = plan.ToSettings(loaded.Engine.Defaults(prompt, plan.Method, plan.Profile, plan.Scheduler), loaded.Device, null),
        };
        SceneSession session = loaded.Engine.OpenScene(request, NullRunObserver.Instance, services.Time);
        await SceneWork.MakeCandidatesAsync(session, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<JudgedScene> good = await judge.ChooseAsync(prompt, session.Candidates, cancellationToken).ConfigureAwait(false);
        collection.Kept.AddRange(good.Take(1));
        collection.Done++;
        resources.HasSomethingToKeep = collection.Kept.Count > 0;
        services.Terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{collection.Done}/{collection.Sentences}] {plan.Prompt}: {good.Count} of {session.Candidates.Count} candidates are good"));
    }

    private void Write(Collection collection, OutputFolder folder, string description)
    {
        SceneFile.Write(folder.Staging, description, collection.Kept, scene => services.Png.Encode(scene.Candidate.Image, new Dictionary<string, string>()));
        folder.Commit();
        services.Terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{collection.Kept.Count} scenes of {collection.Done} sentences: {Path.Combine(folder.Target, SceneFile.Name)}"));
    }

    private TaskItem Item(ParseResult parse, string file, int line, string sentence)
    {
        JsonObject vars = new() { ["prompt"] = sentence, ["seed"] = parse.GetValue(_seed) ?? 1 };
        if (parse.GetValue(_candidates) is { } candidates)
        {
            vars["candidates"] = candidates;
        }

        if (parse.GetValue(_steps) is { } steps)
        {
            vars["steps"] = steps;
        }

        if (parse.GetValue(_model) is { } model)
        {
            vars["model"] = model;
        }

        return new TaskItem(new PromptVariant("", null, "{{prompt}}", [], 0), new ProviderVariant("configured", null, new Dictionary<string, string>(), 0), new TestCase(null, vars, [], file, line), 0);
    }

    private string Describe(ParseResult parse, string provider, double share, double agreement, Collection collection) => string.Create(
        CultureInfo.InvariantCulture,
        $"{collection.Kept.Count} scenes drawn by {collection.Model!.Name} ({collection.Model.Sha256[..12]}) and kept by 'record experiment collect' of {ProgramInfo.NameAndVersion}: for each sentence the best of the candidates from seed {parse.GetValue(_seed) ?? 1} on in which a person was found, at least {share} of the object's attention lies within the box that Otsu's threshold finds on it, and that box overlaps by at least {agreement} (IoU) with the one that the layout agent of '{provider}' gives. object_box is the located box and landmarks are those of the model's pose network: measured, not drawn by hand. Nothing was corrected. All on a canvas of 512; landmarks are [x, y, visibility].");

    /// <summary>What there is so far.</summary>
    /// <param name="sentences">Number of sentences to draw.</param>
    private sealed class Collection(int sentences)
    {
        public List<JudgedScene> Kept { get; } = [];

        public int Sentences => sentences;

        /// <summary>Sentences whose candidates were all judged.</summary>
        public int Done { get; set; }

        public ModelRecord? Model { get; set; }
    }
}
