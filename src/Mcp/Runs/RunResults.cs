using ModelContextProtocol.Protocol;
using ReCorD.Mcp.Calls;
using ReCorD.Plugins.Imaging;
using ReCorD.Plugins.Tools;
using ReCorD.Vision.Imaging;

namespace ReCorD.Mcp.Runs;

/// <summary>A finished run as a tool's result.</summary>
internal static class RunResults
{
    /// <summary>Summary, picture and links to the files.</summary>
    public static CallToolResult Of(KeptRun run) => ToolResults.Of(
        ToolReply.Of(RunReply.From(run), ToolReply.Picture(new ChatImageEncoder(), ImageFile.Decode(File.ReadAllBytes(run.Picture)), "picture")), RunFiles.Links(run));
}
