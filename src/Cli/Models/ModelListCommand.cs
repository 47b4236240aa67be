using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using ReCorD.Cli.Application;
using ReCorD.Cli.CommandLine;
using ReCorD.Cli.Configuration;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Checkpoints.HuggingFace;
using ReCorD.Diffusion.Models;

namespace ReCorD.Cli.Models;

/// <summary><c>record model list</c>: what <c>--model</c> can name.</summary>
internal sealed class ModelListCommand(CommandServices services, ConfigurationLoader configuration)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly Option<bool> _json = CommonOptions.Json("Print the list as JSON.");

    public Command Create()
    {
        Command command = new("list", "List the models that --model can name: embedded, configured, in Hugging Face's local cache.") { _json };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parse)
    {
        RecordSettings settings = configuration.Load(parse);
        ModelLocator models = new(services.Paths, services.Environment, settings.Models);
        Entry[] entries = [.. Embedded(models), .. Configured(models, settings), .. Cached(models.Cache)];
        if (parse.GetValue(_json))
        {
            services.Terminal.Out.WriteLine(new JsonArray([.. entries.Select(ToJson)]).ToJsonString(Indented));
            return ExitCode.Success;
        }

        int width = entries.Max(entry => entry.Name.Length);
        foreach (Entry entry in entries)
        {
            string note = entry.Problem is null ? "" : $"  ({entry.Problem})";
            services.Terminal.Out.WriteLine($"{Printable.Of(entry.Name).PadRight(width)}  {entry.Origin,-10}  {Printable.Of(entry.Place + note)}");
        }

        return ExitCode.Success;
    }

    private static IEnumerable<Entry> Embedded(ModelLocator models) => models.Embedded.Select(name => new Entry(name, "embedded", models.Locate(name), null));

    private static IEnumerable<Entry> Configured(ModelLocator models, RecordSettings settings)
    {
        foreach ((string name, string meant) in settings.Models.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            Entry entry;
            try
            {
                entry = new Entry(name, "configured", models.Locate(name), null);
            }
            catch (Exception error) when (error is ModelFolderException or IOException or UnauthorizedAccessException)
            {
                entry = new Entry(name, "configured", meant, error.Message);
            }
            catch (CommandException)
            {
                entry = new Entry(name, "configured", meant, HuggingFaceId.TryParse(meant, out HuggingFaceId? id) ? $"not here; record model pull {id}" : "not there");
            }

            yield return entry;
        }
    }

    /// <summary>Other models share the cache: those without a model_index.json are none of ours. What cannot be read is told on standard error.</summary>
    private IEnumerable<Entry> Cached(HuggingFaceCache cache)
    {
        foreach ((HuggingFaceId id, string folder) in cache.List(error => services.Terminal.Error.WriteLine($"warning: {Printable.Of(error.Message)}")))
        {
            if (ToEntry(id, folder) is { } entry)
            {
                yield return entry;
            }
        }
    }

    private static Entry? ToEntry(HuggingFaceId id, string folder)
    {
        try
        {
            if (!Directory.EnumerateFiles(folder).Any(file => Path.GetFileName(file) == "model_index.json"))
            {
                return null;
            }

            ModelSurvey.RequireSupportedPipeline(folder);
            IReadOnlyList<string> missing = ModelSurvey.Missing(folder);
            return new Entry(id.ToString(), "cached", folder, missing.Count == 0 ? null : $"lacks {string.Join(", ", missing)}");
        }
        catch (Exception error) when (error is ModelFolderException or IOException or UnauthorizedAccessException)
        {
            return new Entry(id.ToString(), "cached", folder, error.Message);
        }
    }

    private static JsonObject ToJson(Entry entry) => new() { ["name"] = entry.Name, ["origin"] = entry.Origin, ["path"] = entry.Place, ["problem"] = entry.Problem };

    private sealed record Entry(string Name, string Origin, string Place, string? Problem);
}
