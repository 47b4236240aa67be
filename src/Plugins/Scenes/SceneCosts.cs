namespace ReCorD.Plugins.Scenes;

/// <summary>What the parts of a run cost in denoising steps.</summary>
public sealed record SceneCosts(int AllCandidates, int Candidate, int Trial, int Correction)
{
    public static SceneCosts Of(SceneSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new SceneCosts(settings.Candidates * settings.CandidateSteps, settings.CandidateSteps, settings.EffectiveTrialSteps, settings.Steps);
    }
}
