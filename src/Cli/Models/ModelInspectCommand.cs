using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ReCorD.Cli.Application;
using ReCorD.Cli.CommandLine;
using ReCorD.Cli.Configuration;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Checkpoints.Inspection;

namespace ReCorD.Cli.Models;

/// <summary><c>record model inspect</c>: what a model is made of, and what is wrong with it. Exit code 1 where it cannot be used.</summary>
internal sealed class ModelInspectCommand(CommandServices services, ConfigurationLoader configuration)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly Argument<string> _model = new("MODEL") { Description = "Path or name of a model, as --model takes it." };
    private readonly Option<string?> _config = CommonOptions.ModelConfig();
    private readonly Option<bool> _hash = new("--hash") { Description = "Compute the SHA-256 of each component's weights; reads them all." };
    private readonly Option<bool> _json = CommonOptions.Json("Print what was found as JSON.");

    public Command Create()
    {
        Command command = new("inspect", "Show components, parameters, precision and sizes of a model, and what it lacks.") { _model, _config, _hash, _json };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parse)
    {
        RecordSettings settings = configuration.Load(parse);
        ModelSummary summary = ModelSummary.Read(
            new ModelLocator(services.Paths, services.Environment, settings.Models).Locate(parse.GetRequiredValue(_model)),
            CommonOptions.ReadModelConfig(parse, _config, services.Paths));

        // Components of one file share its hash: it is read once.
        Dictionary<string, string> known = summary.Components.DistinctBy(FilesOf).Where(_ => parse.GetValue(_hash)).ToDictionary(FilesOf, component => component.ComputeSha256());
        IReadOnlyList<string?> hashes = [.. summary.Components.Select(component => known.GetValueOrDefault(FilesOf(component)))];
        if (parse.GetValue(_json))
        {
            services.Terminal.Out.WriteLine(ToJson(summary, hashes).ToJsonString(Indented));
        }
        else
        {
            Print(summary, hashes);
        }

        return summary.Problem is null ? ExitCode.Success : ExitCode.Failure;
    }

    private void Print(ModelSummary summary, IReadOnlyList<string?> hashes)
    {
        TextWriter output = services.Terminal.Out;
        output.WriteLine($"{Printable.Of(summary.Name)}, in {Printable.Of(summary.Path)}");
        if (summary.Family is not null)
        {
            output.WriteLine($"{summary.Family}, pictures of {summary.ImageSize} x {summary.ImageSize}, {Printable.Of(summary.Scheduler!)}, predicts {Word(summary)}");
        }

        output.WriteLine();
        string[][] rows =
        [
            ["component", "class", "tensors", "parameters", "precision", "size", "files"],
            .. summary.Components.Select(component => new[]
            {
                component.Name, Printable.Of(component.Class), component.Tensors.ToString(CultureInfo.InvariantCulture), Count(component.Parameters),
                string.Join(" ", component.Precisions), ByteSize.Format(component.Bytes), Printable.Of(Files(component)),
            }),
        ];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            output.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }

        foreach ((ComponentSummary component, string? hash) in summary.Components.Zip(hashes).Where(pair => pair.Second is not null))
        {
            output.WriteLine($"sha256 {component.Name} {hash}");
        }

        output.WriteLine();
        output.WriteLine(summary.Missing.Count == 0 ? "missing: nothing" : $"missing: {string.Join(", ", summary.Missing)}");
        foreach (string hint in summary.Hints)
        {
            output.WriteLine($"hint: {Printable.Of(hint)}");
        }

        if (summary.Problem is not null)
        {
            output.WriteLine($"problem: {Printable.Of(summary.Problem)}");
        }
    }

    private static string FilesOf(ComponentSummary component) => string.Join('\0', component.Files);

    private static string Files(ComponentSummary component)
        => component.Files.Count == 1 ? Path.GetFileName(component.Files[0]) : $"{component.Files.Count} shards from {Path.GetFileName(component.Files[0])} on";

    private static string Count(long parameters) => parameters switch
    {
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{parameters / 1e9:0.##} billion"),
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{parameters / 1e6:0.##} million"),
        _ => parameters.ToString("N0", CultureInfo.InvariantCulture),
    };

    private static string? Word(ModelSummary summary) => summary.Prediction?.ToString().ToLowerInvariant();

    private static JsonObject ToJson(ModelSummary summary, IReadOnlyList<string?> hashes) => new()
    {
        ["name"] = summary.Name,
        ["path"] = summary.Path,
        ["family"] = summary.Family,
        ["imageSize"] = summary.ImageSize,
        ["scheduler"] = summary.Scheduler,
        ["prediction"] = Word(summary),
        ["components"] = new JsonArray([.. summary.Components.Select((component, index) => new JsonObject
        {
            ["name"] = component.Name,
            ["class"] = component.Class,
            ["tensors"] = component.Tensors,
            ["parameters"] = component.Parameters,
            ["precision"] = new JsonArray([.. component.Precisions.Select(precision => JsonValue.Create(precision))]),
            ["bytes"] = component.Bytes,
            ["files"] = new JsonArray([.. component.Files.Select(file => JsonValue.Create(file))]),
            ["sha256"] = hashes[index],
        })]),
        ["missing"] = new JsonArray([.. summary.Missing.Select(file => JsonValue.Create(file))]),
        ["hints"] = new JsonArray([.. summary.Hints.Select(hint => JsonValue.Create(hint))]),
        ["problem"] = summary.Problem,
    };
}
