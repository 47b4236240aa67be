using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ReCorD.Agents.Naming;
using ReCorD.Cli.Application;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Generate;
using ReCorD.Experiments;
using ReCorD.Experiments.Definition;
using ReCorD.Experiments.Tasks;

namespace ReCorD.Cli.Experiments.Generate;

/// <summary>
/// Plans image runs from vars. Vars that the sentence does not use are options of <c>record generate</c> without their dashes, read by the
/// very same code: what the command line refuses, an experiment refuses too.
/// </summary>
internal sealed partial class GeneratePlans
{
    /// <summary>Seed where neither vars nor the configuration give one: an experiment is repeatable.</summary>
    private const long DefaultSeed = 1;

    private readonly CommandServices _services;
    private readonly Func<ProviderVariant, RecordSettings> _settings;
    private readonly GenerateOptions _options = new();
    private readonly Command _command;
    private readonly Dictionary<string, Option> _known;

    /// <param name="services">Where models are found.</param>
    /// <param name="settings">The configuration for a provider.</param>
    public GeneratePlans(CommandServices services, Func<ProviderVariant, RecordSettings> settings)
    {
        _services = services;
        _settings = settings;
        _command = new Command("generate") { _options.Prompt };
        foreach (Option option in _options.All)
        {
            _command.Add(option);
        }

        Option[] notVars = [_options.From, _options.Out, _options.Force, _options.Json, _options.Provider, _options.Record, _options.Replay];
        _known = _options.All.Except(notVars).ToDictionary(option => option.Name.TrimStart('-'));
    }

    /// <summary>The configuration that an item runs under.</summary>
    public RecordSettings SettingsOf(TaskItem item) => _settings(item.Provider);

    /// <summary>The plan that is run, with full paths for the record.</summary>
    /// <inheritdoc cref="PlanAsGiven"/>
    public RunPlan Plan(TaskItem item) => Planner(SettingsOf(item)).WithFullPaths(PlanAsGiven(item));

    /// <summary>The plan with models, files and folders as the experiment and the configuration write them: the same wherever they lie.</summary>
    /// <exception cref="ExperimentException">A var is no option, or its value does not fit.</exception>
    public RunPlan PlanAsGiven(TaskItem item)
    {
        string template = item.Prompt.Template ?? throw new InvalidOperationException("An image run has a sentence.");
        RecordSettings settings = SettingsOf(item);
        ParseResult parse = _command.Parse([Template.Fill(template, item.Test), .. Arguments(item.Test, Template.Names(template))]);
        if (parse.Errors.Count > 0)
        {
            throw item.Test.Error(string.Join(" ", parse.Errors.Select(error => error.Message)));
        }

        try
        {
            RunPlan plan = Planner(settings).PlanAsGiven(parse, settings, null);

            // Another repetition draws from seeds that no candidate of this one has.
            return plan with { Seed = plan.Seed + ((long)item.Repeat * Limits.MaximumCandidates) };
        }
        catch (UsageException error)
        {
            throw item.Test.Error(error.Message);
        }
    }

    private RunPlanner Planner(RecordSettings settings) => new(_options, new ExperimentSeed(), new ModelLocator(_services.Paths, _services.Environment, settings.Models));

    private IEnumerable<string> Arguments(TestCase test, IReadOnlyList<string> words)
    {
        foreach ((string name, JsonNode? value) in test.Vars.Where(entry => !words.Contains(entry.Key) && entry.Key != MeasuredPicture.Var))
        {
            string option = Kebab().Replace(name.Replace('_', '-'), "$1-$2").ToLowerInvariant();
            if (!_known.ContainsKey(option))
            {
                throw test.Error($"the var '{name}' is neither used by the sentence nor an option of 'record generate'; options: {string.Join(", ", _known.Keys)}, and {MeasuredPicture.Var}.{SimilarNames.Hint(option, _known.Keys)}");
            }

            foreach (JsonNode? one in value is JsonArray { Count: > 0 } list && list.All(entry => entry is JsonValue v && v.GetValueKind() == JsonValueKind.String) ? list : [value?.DeepClone()])
            {
                yield return "--" + option;
                yield return Text(one);
            }
        }
    }

    /// <summary>A list of numbers, as of a box, is written with commas.</summary>
    private static string Text(JsonNode? value) => value switch
    {
        null => "",
        JsonValue one when one.GetValueKind() == JsonValueKind.String => one.GetValue<string>(),
        JsonArray numbers => string.Join(',', numbers.Select(number => number?.ToJsonString())),
        _ => value.ToJsonString(),
    };

    [GeneratedRegex("([a-z0-9])([A-Z])", RegexOptions.CultureInvariant)]
    private static partial Regex Kebab();

    private sealed class ExperimentSeed : ISeedSource
    {
        public long Next() => DefaultSeed;
    }
}
