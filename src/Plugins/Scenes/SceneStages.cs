namespace ReCorD.Plugins.Scenes;

/// <summary>Names of the stages in events, timings and run records.</summary>
public static class SceneStages
{
    public const string Prompt = "prompt";
    public const string Candidates = "candidates";
    public const string Finish = "finish";
    public const string PoseSelection = "pose-selection";
    public const string Layout = "layout";
    public const string SeedPreview = "seed-preview";
    public const string Trial = "layout-trial";
    public const string Correction = "correction";
    public const string Critique = "critique";
    public const string Planner = "planner";
}
