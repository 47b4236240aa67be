using System.CommandLine;
using System.CommandLine.Help;
using ReCorD.Cli.Application;
using ReCorD.Cli.Bench;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Doctor;
using ReCorD.Cli.Experiments;
using ReCorD.Cli.Generate;
using ReCorD.Cli.Mcp;
using ReCorD.Cli.ModelRun;
using ReCorD.Cli.Models;
using ReCorD.Cli.Show;

namespace ReCorD.Cli.CommandLine;

/// <summary>The whole command line: the root, its verbs, and the options they share.</summary>
internal sealed class RootCommandFactory(CommandServices services, IReadOnlyList<KeyValuePair<string, string?>> overrides, RunResources resources)
{
    private const string Description = """
        ReCorD: say who does what to what, and get a picture in which they really do it.

        Every entry of appsettings.json can also be set by the environment (ReCorD__Generate__Steps=30) and by any command
        (--set Generate:Steps=30); the command line is strongest, then the environment, user secrets, .env, and the file.
        """;

    public RootCommand Create()
    {
        ConfigurationLoader configuration = new(services, overrides);
        Command model = new("model", "Work with models and their networks.")
        {
            new ModelListCommand(services, configuration).Create(),
            new ModelInspectCommand(services, configuration).Create(),
            new ModelCheckCommand(services, configuration).Create(),
            new ModelPullCommand(services, configuration).Create(),
            new ModelInitCommand(services, resources).Create(),
            new ModelExportCommand(services, configuration, resources).Create(),
            new ModelRunCommand(services, configuration, resources).Create(),
        };
        RootCommand root = new(Description)
        {
            new GenerateCommand(services, configuration, resources).Create(),
            new ShowCommand(services).Create(),
            new McpCommand(services, configuration, resources).Create(),
            model,
            new ExperimentCommand(services, configuration, resources).Create(),
            new DoctorCommand(services, configuration).Create(),
            new BenchCommand(services, configuration).Create(),
        };
        root.Add(CommonOptions.Verbose);
        root.Add(CommonOptions.Set);
        root.SetAction(ShortHelp);
        AddExamples(root);
        return root;
    }

    private static void AddExamples(RootCommand root)
    {
        foreach (HelpOption help in root.Options.OfType<HelpOption>())
        {
            help.Action = new ExamplesHelpAction((HelpAction)help.Action!);
        }
    }

    private int ShortHelp(ParseResult parse)
    {
        services.Terminal.Out.WriteLine($"""
            {ProgramInfo.NameAndVersion}: say who does what to what, and get a picture in which they really do it.

              record generate "a boy is kicking a ball"   make a picture
              record show IMAGE                           what a picture was made from
              record doctor                               check the installation
              record --help                               all commands and options
            """);
        return ExitCode.Success;
    }
}
