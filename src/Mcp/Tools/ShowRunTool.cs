using ModelContextProtocol.Protocol;
using ReCorD.Mcp.Calls;
using ReCorD.Mcp.Runs;

namespace ReCorD.Mcp.Tools;

/// <summary>One earlier run.</summary>
internal sealed class ShowRunTool(ToolSurroundings surroundings) : RecordTool(surroundings)
{
    private const string Name = "run";

    public override Tool ProtocolTool { get; } = Describe(
        "show_run", "Show a run", "Shows a kept run: its picture, what was decided and measured, and its files.", Schemas.OfText(Name, "Name of the run, as list_runs and generate_image tell it."), readOnly: true);

    protected override bool UsesEngine => false;

    protected override Task<CallToolResult> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        string name = call.Text(Name);
        return Task.FromResult(Host.FindRun(name) is { } run ? RunResults.Of(run) : ToolResults.Error($"There is no run '{name}'. list_runs names those that there are."));
    }
}
