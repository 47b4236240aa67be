using System.CommandLine;
using ReCorD.Cli.Application;
using ReCorD.Cli.CommandLine;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Generate;
using ReCorD.Cli.Results;
using ReCorD.Mcp;

namespace ReCorD.Cli.Mcp;

/// <summary><c>record mcp</c>: serves the tools to a client of the Model Context Protocol on standard input and output.</summary>
internal sealed class McpCommand(CommandServices services, ConfigurationLoader configuration, RunResources resources)
{
    private readonly McpOptions _options = new();

    public Command Create()
    {
        Command command = new("mcp", "Serve the tools to an MCP client (Claude Desktop, VS Code …) on standard input and output.");
        foreach (Option option in _options.All)
        {
            command.Add(option);
        }

        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        RecordSettings settings = configuration.Load(parse);
        RunPlanner planner = new(_options.Picture, services.Seeds, new ModelLocator(services.Paths, services.Environment, settings.Models));
        RunFolders folders = new(services.Paths.Resolve(Outputs(parse) ?? settings.Generate.OutputRoot), services.Time, _options.Outputs.Name);
        RecordHost host = new(services, prompt => planner.Plan(parse, settings, null, prompt), settings, folders, resources);
        host.Check();

        // Standard output is the client's: what people are told goes to standard error, which hosts keep as the server's log.
        services.Terminal.Error.WriteLine($"{ProgramInfo.NameAndVersion} serves MCP on standard input and output; it ends with the input (Ctrl-C). See docs/mcp.md.");
        using TextLoggers loggers = new(services.Terminal.Error, parse.GetValue(CommonOptions.Verbose));
        McpSettings server = new() { Version = ProgramInfo.Version, MaximumScenes = parse.GetValue(_options.Scenes) ?? McpSettings.DefaultMaximumScenes };
        (Stream input, Stream output) = services.Streams();
        await using (input.ConfigureAwait(false))
        await using (output.ConfigureAwait(false))
        {
            await new RecordMcpServer(host, server, loggers).RunAsync(input, output, cancellationToken).ConfigureAwait(false);
        }

        return ExitCode.Success;
    }

    private string? Outputs(ParseResult parse) => parse.GetValue(_options.Outputs) is not { } folder ? null
        : string.IsNullOrWhiteSpace(folder) ? throw new UsageException("--outputs needs the name of a folder.")
        : folder;
}
