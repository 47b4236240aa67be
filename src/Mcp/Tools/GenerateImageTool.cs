using ModelContextProtocol.Protocol;
using ReCorD.Mcp.Calls;
using ReCorD.Mcp.Runs;

namespace ReCorD.Mcp.Tools;

/// <summary>A picture in one call.</summary>
internal sealed class GenerateImageTool(ToolSurroundings surroundings) : RecordTool(surroundings)
{
    public override Tool ProtocolTool { get; } = Describe(
        "generate_image", "Make a picture",
        "Makes a picture in which someone really does something to something: candidates, choice of the pose, place of the object, correction. The server's own agents decide. Returns the picture, a summary of what was decided and measured, and the run's files. Slow; progress is sent.",
        Schemas.Of<PictureRequest>());

    protected override bool UsesEngine => true;

    protected override async Task<CallToolResult> RunAsync(ToolCall call, CancellationToken cancellationToken) =>
        RunResults.Of(await Host.GenerateAsync(call.Read<PictureRequest>(), call.Progress, cancellationToken).ConfigureAwait(false));
}
