using ReCorD.Diffusion.Prompts;
using ReCorD.Plugins.Events;
using ReCorD.Plugins.Imaging;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Experiments.Scenes;

/// <summary>Makes sessions for agents from known scenes, without an engine.</summary>
internal static class KnownSession
{
    /// <param name="prompt">What is asked.</param>
    /// <param name="candidates">The candidates, numbered from 0.</param>
    /// <param name="encoder">For pictures.</param>
    /// <param name="observer">Told of what happens.</param>
    /// <param name="time">Clock.</param>
    public static SceneSession Create(InteractionPrompt prompt, IReadOnlyList<SceneCandidate> candidates, IImageEncoder encoder, IRunObserver observer, TimeProvider time)
    {
        // Trials would need an engine.
        SceneSettings settings = new() { Seed = 0, Candidates = candidates.Count, MaximumTrials = 0 };
        SceneServices services = new() { Method = new GivenScene(), Locator = new AttentionObjectLocator(), Encoder = encoder, Observer = observer, Time = time };
        SceneSession session = new(prompt, settings, services);
        session.RestoreCandidates(candidates);
        return session;
    }
}
