using System.CommandLine;
using ReCorD.Cli.CommandLine;
using ReCorD.Cli.Generate;
using ReCorD.Mcp;

namespace ReCorD.Cli.Mcp;

/// <summary>The arguments of <c>record mcp</c>: those of <c>generate</c> that hold for any picture are defaults of the server, and a few of its own.</summary>
internal sealed class McpOptions
{
    private const int MostScenes = 100;

    /// <summary>Those of a picture.</summary>
    public GenerateOptions Picture { get; } = new();

    public Option<string?> Outputs { get; } = new("--outputs") { Description = "Folder under which each run makes its own (default Generate:OutputRoot of the configuration, outputs). Hosts start servers in folders of their choice: better a full path.", HelpName = "DIR" };

    public Option<int?> Scenes { get; } = NumberOption.Whole("--scenes", $"Scenes that may be open at once; the longest unused is closed for one more (default {McpSettings.DefaultMaximumScenes}).", 1, MostScenes);

    /// <summary>All of them, in the order of the help. What belongs to one picture is the client's to say.</summary>
    public IEnumerable<Option> All => [Outputs, Scenes, .. Picture.All.Except([Picture.From, Picture.Box, Picture.Record, Picture.Replay, Picture.Out, Picture.Force, Picture.Json])];
}
