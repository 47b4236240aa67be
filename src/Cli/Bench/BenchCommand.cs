using System.CommandLine;
using ReCorD.Cli.Application;
using ReCorD.Cli.CommandLine;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Devices;
using ReCorD.Compute;
using ReCorD.Diffusion.Checkpoints.Initialization;

namespace ReCorD.Cli.Bench;

/// <summary><c>record bench</c>: how fast the engine is against what the machine can do, and how well corrections work.</summary>
internal sealed class BenchCommand(CommandServices services, ConfigurationLoader configuration)
{
    private static readonly string[] Architectures = [.. ModelArchitecture.All.Keys, "mini"];

    private static readonly string Subjects = string.Join('|', Enum.GetNames<BenchSubject>()).ToLowerInvariant();

    private readonly Option<BenchSubject> _what = new("--what") { Description = "What to measure.", HelpName = Subjects, Required = true };
    private readonly Option<string> _arch = new("--arch")
    {
        Description = "Network: an architecture with seeded random weights (nothing is downloaded; sd15 has 860 million, sdxl 2.6 billion) or mini, that of the model. Correction, preview, cache and planner always use the model.",
        HelpName = string.Join('|', Architectures),
        DefaultValueFactory = _ => "mini",
    };

    private readonly Option<string?> _model = new("--model") { Description = "Model for --what correction, preview, cache and planner, as generate takes it (default the embedded model).", HelpName = "MODEL" };
    private readonly DeviceArguments _device = new();
    private readonly Option<string?> _profile = new("--profile") { Description = "Also write the time of each node here (Chrome's trace form) and print the costliest operators.", HelpName = "FILE" };
    private readonly Option<int?> _previewStep = NumberOption.Whole("--preview-step", "Step at which candidates are paused in --what preview and run (default 20).", 1, 50);
    private readonly Option<int?> _roughSteps = NumberOption.Whole("--rough-steps", "Long steps from there to about their end (default 10).", 0, 50);
    private readonly Option<int?> _cacheInterval = NumberOption.Whole("--cache-interval", "Interval of the runs with a cache of --what cache (default 2).", 2, Generate.Limits.LongestCacheInterval);
    private readonly Option<bool> _json = CommonOptions.Json("Print the numbers as one JSON object.");

    public Command Create()
    {
        Command command = new("bench", "Measure speed against the machine's peak, or the quality of corrections.") { _what, _arch, _model, _device.Device, _device.Precision, _device.Threads, _profile, _previewStep, _roughSteps, _cacheInterval, _json };
        _what.CustomParser = result =>
        {
            string found = result.Tokens.Count == 0 ? "" : result.Tokens[^1].Value;
            if (Enum.GetNames<BenchSubject>().Any(name => name.Equals(found, StringComparison.OrdinalIgnoreCase)))
            {
                return Enum.Parse<BenchSubject>(found, ignoreCase: true);
            }

            result.AddError($"--what expects {Subjects.Replace("|", ", ", StringComparison.Ordinal)} but found '{found}'.");
            return default;
        };
        _arch.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !Architectures.Contains(result.Tokens[^1].Value))
            {
                result.AddError($"--arch expects {string.Join(", ", Architectures)} but found '{result.Tokens[^1].Value}'.");
            }
        });
        command.SetAction(Run);
        return command;
    }

    private Task<int> Run(ParseResult parse, CancellationToken cancellationToken)
    {
        if (parse.GetValue(_profile) is { Length: > 0 } profile)
        {
            DeviceFiles.Refuse(profile);
        }

        RecordSettings settings = configuration.Load(parse);
        BenchSubject subject = parse.GetValue(_what);
        IBenchmark benchmark = services.Benchmarks.FirstOrDefault(candidate => candidate.Subject == subject)
            ?? throw new CommandException($"This build cannot measure {subject.ToString().ToLowerInvariant()}.");
        string architecture = parse.GetValue(_arch) ?? "mini", model = parse.GetValue(_model) ?? settings.Generate.Model;

        // Located before anything is printed or measured: a wrong name is told at once.
        BenchRequest request = new(
            subject,
            architecture,
            NeedsModel(subject, architecture) ? new ModelLocator(services.Paths, services.Environment, settings.Models).Locate(model) : model,
            _device.Read(parse, settings.Device),
            parse.GetValue(_profile),
            parse.GetValue(_previewStep) ?? 20,
            parse.GetValue(_roughSteps) ?? 10,
            parse.GetValue(_cacheInterval) ?? 2);

        // Progress goes to standard error: standard output holds the numbers alone.
        BenchReport report = benchmark.Measure(request, new LineProgress(services.Terminal.Error), cancellationToken);
        if (parse.GetValue(_json))
        {
            services.Terminal.Out.WriteLine(BenchJson.Write(report));
        }
        else
        {
            BenchPrinter.Print(report, services.Terminal.Out);
        }

        return Task.FromResult(ExitCode.Success);
    }

    private static bool NeedsModel(BenchSubject subject, string architecture) =>
        architecture == "mini" || subject is BenchSubject.Correction or BenchSubject.Preview or BenchSubject.Cache or BenchSubject.Planner;

    private sealed class LineProgress(TextWriter output) : IProgress<string>
    {
        public void Report(string value) => output.WriteLine(value);
    }
}
