using System.CommandLine;
using ReCorD.Cli.Application;
using ReCorD.Cli.CommandLine;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Models.Pull;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Checkpoints.HuggingFace;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Schedulers;
using ReCorD.Vision.Poses.MediaPipe;

namespace ReCorD.Cli.Models;

/// <summary><c>record model pull</c>: a model from the Hugging Face Hub into the local cache. The one command that fetches models.</summary>
internal sealed class ModelPullCommand(CommandServices services, ConfigurationLoader configuration)
{
    /// <summary>How long a server may send nothing.</summary>
    private static readonly HubPatience Patience = new(TimeSpan.FromSeconds(60));

    private readonly Argument<string> _id = new("ID") { Description = "org/name or org/name@revision at the Hugging Face Hub, a name of the configuration that stands for one, or mediapipe-pose (networks for --pose)." };
    private readonly Option<string?> _revision = new("--revision") { Description = "Branch, tag or commit (default main).", HelpName = "REVISION" };
    private readonly Option<string?> _variant = new("--variant") { Description = "Weights to take where there are several, as fp16 (default the plain ones).", HelpName = "NAME" };
    private readonly Option<string[]> _include = new("--include") { Description = "Take the files that match instead, as '*.safetensors' or 'unet/*'.", HelpName = "PATTERN" };
    private readonly Option<string?> _to = new("--to") { Description = $"Folder for the files of {MediaPipePosePull.Name} (default {MediaPipePosePull.Name}).", HelpName = "FOLDER" };
    private readonly Option<bool> _offline = new("--offline") { Description = "Ask nobody; only say whether the model is in the cache (also HF_HUB_OFFLINE=1)." };

    public Command Create()
    {
        Command command = new("pull", "Fetch a model from the Hugging Face Hub into the local cache; goes on where it was stopped.") { _id, _revision, _variant, _include, _to, _offline };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        RecordSettings settings = configuration.Load(parse);
        HuggingFaceCache cache = new ModelLocator(services.Paths, services.Environment, settings.Models).Cache;
        bool isPose = parse.GetRequiredValue(_id) == MediaPipePosePull.Name;
        RefuseIdle(parse, isPose);
        if (isPose)
        {
            return await PullPoseAsync(parse, cache, cancellationToken).ConfigureAwait(false);
        }

        HuggingFaceId id = ReadId(parse, settings);
        if (IsOffline(parse))
        {
            return TellOffline(id, cache);
        }

        using HttpClient http = services.Http();
        HubRetry retry = Retry();
        HubClient client = new(http, HubEndpoint.Find(Variable), retry, Patience);
        HubRepository repository = await client.DescribeAsync(id, cancellationToken).ConfigureAwait(false);
        string folder = Path.Combine(cache.RepositoryFolder(id), "snapshots", repository.Commit);
        bool isWhole = parse.GetValue(_include) is not { Length: > 0 };
        if (isWhole && repository.Files.FirstOrDefault(file => file.Path == "model_index.json") is { } index)
        {
            // A model of another kind is told as such, not by the files that it lacks for ours.
            await new HubDownload(client, retry, cache, static (_, _) => { }, Patience).FetchAsync(index, cancellationToken).ConfigureAwait(false);
            RequireSupported(id, () => ModelSurvey.RequireSupportedPipeline(folder));
        }

        HubFile[] files = Select(id, repository, parse);
        await FetchAsync(client, retry, cache, files, () => RequireSupported(id, () => RequireConfigurations(isWhole, folder)), cancellationToken).ConfigureAwait(false);
        Remember(id, repository, cache);
        services.Terminal.Out.WriteLine($"{id}: {files.Length} files, {ByteSize.Format(files.Sum(file => file.Size))}, in {folder}");
        return ExitCode.Success;
    }

    /// <summary>An option that would change nothing is a misunderstanding, better told before gigabytes come.</summary>
    private void RefuseIdle(ParseResult parse, bool isPose)
    {
        Option[] idle = isPose ? [_revision, _variant, _include] : parse.GetResult(_include) is null ? [_to] : [_to, _variant];
        if (Array.Find(idle, option => parse.GetResult(option) is not null) is { } option)
        {
            throw new UsageException(
                isPose ? $"{option.Name} does not go with {MediaPipePosePull.Name}, of which the program knows the only files."
                : option == _to ? $"{option.Name} is for {MediaPipePosePull.Name}; models come into Hugging Face's cache, which HF_HUB_CACHE places."
                : $"{option.Name} chooses among a model's weights, {_include.Name} names files: give one of them.");
        }
    }

    private async Task<int> PullPoseAsync(ParseResult parse, HuggingFaceCache cache, CancellationToken cancellationToken)
    {
        string folder = services.Paths.Resolve(parse.GetValue(_to) ?? MediaPipePosePull.Name);
        if (IsOffline(parse))
        {
            throw new CommandException($"{MediaPipePosePull.Name} cannot be fetched: the network is switched off (--offline or HF_HUB_OFFLINE). docs/pose.md says which files belong into {folder}.");
        }

        using HttpClient http = services.Http();
        HubRetry retry = Retry();
        HubClient client = new(http, HubEndpoint.Find(Variable), retry, Patience);
        ByteProgress lines = new(services);
        HubDownload download = new(client, retry, cache, (file, received) => lines.Report(file.Path, received, file.Size), Patience);
        await new MediaPipePosePull(client, download, cache).FetchAsync([MediaPipePoseFiles.Detector, MediaPipePoseFiles.Landmarks], folder, cancellationToken).ConfigureAwait(false);
        services.Terminal.Out.WriteLine($"{MediaPipePosePull.Name}: in {folder}. Use it with --pose {folder}, or set Pose:Folder.");
        return ExitCode.Success;
    }

    private bool IsOffline(ParseResult parse) => parse.GetValue(_offline) || HubEndpoint.IsOffline(Variable);

    private HuggingFaceId ReadId(ParseResult parse, RecordSettings settings)
    {
        string given = parse.GetRequiredValue(_id), text = settings.Models.GetValueOrDefault(given) ?? given;
        if (!HuggingFaceId.TryParse(text, out HuggingFaceId? id))
        {
            throw new UsageException($"'{text}' is no repository of the Hugging Face Hub; expected org/name or org/name@revision, as in stabilityai/stable-diffusion-xl-base-1.0.");
        }

        return parse.GetValue(_revision) is not { } revision ? id
            : HuggingFaceId.TryParse($"{id.Repository}@{revision}", out HuggingFaceId? whole) ? whole
            : throw new UsageException($"--revision expects a branch, tag or commit but found '{revision}'.");
    }

    private int TellOffline(HuggingFaceId id, HuggingFaceCache cache)
    {
        string? folder = cache.FindSnapshot(id);
        IReadOnlyList<string> missing = folder is null ? [] : ModelSurvey.Missing(folder);
        if (folder is null || missing.Count > 0)
        {
            string lack = folder is null ? $"is not in {cache.Root}" : $"lacks {string.Join(", ", missing)} in {folder}";
            throw new CommandException($"{id} {lack}, and the network is switched off (--offline or HF_HUB_OFFLINE). Run without these to fetch it.");
        }

        services.Terminal.Out.WriteLine($"{id}: complete in {folder}");
        return ExitCode.Success;
    }

    private HubFile[] Select(HuggingFaceId id, HubRepository repository, ParseResult parse)
    {
        string[] paths = [.. repository.Files.Select(file => file.Path)], patterns = parse.GetValue(_include) ?? [];
        HashSet<string> chosen = [.. patterns.Length > 0 ? ModelFileSelection.Matching(paths, patterns) : ModelFileSelection.Model(paths, parse.GetValue(_variant) ?? "")];
        return chosen.Count > 0
            ? [.. repository.Files.Where(file => chosen.Contains(file.Path)).OrderBy(IsWeights).ThenBy(file => file.Size)]
            : throw new CommandException($"No .safetensors, .json or .txt file of {id} matches --include {string.Join(" ", patterns)}.");
    }

    /// <summary>Its notes quote what servers say.</summary>
    private HubRetry Retry() => new(services.Time, note => services.Terminal.Error.WriteLine(Printable.Of(note)));

    private async Task FetchAsync(HubClient client, HubRetry retry, HuggingFaceCache cache, HubFile[] files, Action beforeWeights, CancellationToken cancellationToken)
    {
        ByteProgress lines = new(services);
        long before = 0, total = files.Sum(file => file.Size);
        HubDownload download = new(client, retry, cache, (file, received) => lines.Report(file.Path, before + received, total), Patience);
        HubFile? firstWeights = Array.Find(files, IsWeights);
        foreach (HubFile file in files)
        {
            if (file == firstWeights)
            {
                // A model that cannot be run is refused as such also where its weights would find no room.
                beforeWeights();
                RequireSpace(cache, files.Where(file => !download.Has(file)).Sum(file => file.Size));
            }

            await download.FetchAsync(file, cancellationToken).ConfigureAwait(false);
            before += file.Size;
        }

        if (firstWeights is null)
        {
            beforeWeights();
        }
    }

    private static bool IsWeights(HubFile file) => file.Path.EndsWith(".safetensors", StringComparison.Ordinal);

    /// <summary>The configurations tell whether the model can be run. Files that the user chose need not be a model.</summary>
    private static void RequireConfigurations(bool isWhole, string folder)
    {
        if (isWhole)
        {
            ModelSurvey.RequireSupported(folder);
        }
    }

    /// <summary>Says of what repository a check speaks that failed: better known before gigabytes come.</summary>
    private static void RequireSupported(HuggingFaceId id, Action check)
    {
        try
        {
            check();
        }
        catch (Exception exception) when (exception is ModelFolderException or SchedulerConfigException)
        {
            throw new CommandException($"{id} is no model that this program runs, so its weights were not fetched. {exception.Message} (--include takes single files all the same.)", exception);
        }
    }

    private static void RequireSpace(HuggingFaceCache cache, long needed)
    {
        Directory.CreateDirectory(cache.Root);
        if (FreeSpace.Of(cache.Root) is { } free && free < needed)
        {
            throw new CommandException($"{cache.Root} has room for {ByteSize.Format(free)}, but {ByteSize.Format(needed)} are to come. Make room, or name another place with HF_HUB_CACHE.");
        }
    }

    /// <summary>Lets the revision lead to its commit, now that the files are there.</summary>
    private static void Remember(HuggingFaceId id, HubRepository repository, HuggingFaceCache cache)
    {
        string folder = cache.RepositoryFolder(id);
        if (id.Revision != repository.Commit)
        {
            string reference = Path.Combine([folder, "refs", .. id.Revision.Split('/')]);
            Directory.CreateDirectory(Path.GetDirectoryName(reference)!);
            File.WriteAllText(reference, repository.Commit);
        }
    }

    private string? Variable(string name) => services.Environment.Values.GetValueOrDefault(name);
}
