using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using ReCorD.Cli.Application;
using ReCorD.Cli.CommandLine;
using ReCorD.Cli.Configuration;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Checkpoints.HuggingFace;

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
            catch (CommandException)
            {
                entry = new Entry(name, "configured", meant, HuggingFaceId.TryParse(meant, out HuggingFaceId? id) ? $"not here; record model pull {id}" : "not there");
            }

            yield return entry;
        }
    }

    /// <summary>Other models share the cache: those without a model_index.json are none of ours.</summary>
    private static IEnumerable<Entry> Cached(HuggingFaceCache cache)
        => from snapshot in cache.List()
           where File.Exists(Path.Combine(snapshot.Folder, "model_index.json"))
           let missing = ModelSurvey.Missing(snapshot.Folder)
           select new Entry(snapshot.Id.ToString(), "cached", snapshot.Folder, missing.Count == 0 ? null : $"lacks {string.Join(", ", missing)}");

    private static JsonObject ToJson(Entry entry) => new() { ["name"] = entry.Name, ["origin"] = entry.Origin, ["path"] = entry.Place, ["problem"] = entry.Problem };

    private sealed record Entry(string Name, string Origin, string Place, string? Problem);
}
