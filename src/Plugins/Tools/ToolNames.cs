namespace ReCorD.Plugins.Tools;

/// <summary>Names under which chat models call our tools.</summary>
public static class ToolNames
{
    public const string GenerateCandidates = "generate_candidates";
    public const string PreviewSeed = "preview_seed";
    public const string AddCandidates = "add_candidates";
    public const string ExtractPose = "extract_pose";
    public const string LocateObject = "locate_object";
    public const string TryLayout = "try_layout";
    public const string CorrectInteraction = "correct_interaction";
    public const string SubmitPoseChoice = "submit_pose_choice";
    public const string SubmitLayout = "submit_layout";
    public const string StartBranch = "start_branch";
    public const string Finish = "finish";
    public const string SubmitCritique = "submit_critique";
    public const string SubmitInteractions = "submit_interactions";
}
