using System.ComponentModel;
using ReCorD.Plugins.Layout;

namespace ReCorD.Mcp.Runs;

/// <summary>A whole run, agents included.</summary>
public sealed record PictureRequest : SceneRequest
{
    [Description("Where the object must be, on a canvas of 512 x 512, origin at the upper left. Left out: an agent decides.")]
    public BoxArgument? Box { get; init; }

    [Description("pipeline (default): fixed order of steps; planner: an agent drives the run.")]
    public string? Orchestration { get; init; }
}
