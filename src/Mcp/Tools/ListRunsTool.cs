using ModelContextProtocol.Protocol;
using ReCorD.Mcp.Calls;
using ReCorD.Mcp.Runs;
using ReCorD.Plugins.Tools;

namespace ReCorD.Mcp.Tools;

/// <summary>Earlier runs in short.</summary>
internal sealed class ListRunsTool(ToolSurroundings surroundings) : RecordTool(surroundings)
{
    public override Tool ProtocolTool { get; } = Describe(
        "list_runs", "List runs", "Lists the newest kept runs, newest first: name, prompt, seed, and whether the picture was corrected.", Schemas.Of<RunListRequest>(), readOnly: true);

    protected override bool UsesEngine => false;

    protected override Task<CallToolResult> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        int count = Math.Clamp(call.Read<RunListRequest>().Count ?? RunListRequest.Usual, 1, RunListRequest.Most);
        RunLine[] lines = [.. Host.ListRuns(count).Select(run => new RunLine(run.Name, run.Record.Prompt.Text, run.Record.Settings.Seed, run.Record.Correction is not null, run.Record.Started))];
        return Task.FromResult(ToolResults.Of(ToolReply.Of(new RunList(lines))));
    }

    private sealed record RunList(IReadOnlyList<RunLine> Runs);

    private sealed record RunLine(string Run, string Prompt, long Seed, bool Corrected, DateTimeOffset? Started);
}
