using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Prompts;
using ReCorD.Plugins.Events;
using ReCorD.Plugins.Imaging;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Experiments.Scenes;

/// <summary>Makes sessions for agents from known scenes, without an engine.</summary>
internal static class KnownSession
{
    /// <param name="prompt">What is asked.</param>
    /// <param name="scenes">The candidates, each with the object box that the agents are told.</param>
    /// <param name="encoder">For pictures.</param>
    /// <param name="observer">Told of what happens.</param>
    /// <param name="time">Clock.</param>
    public static SceneSession Create(
        InteractionPrompt prompt, IReadOnlyList<(KnownScene Scene, Box ObjectBox)> scenes, IImageEncoder encoder, IRunObserver observer, TimeProvider time)
    {
        // Trials would need an engine.
        SceneSettings settings = new() { Seed = 0, Candidates = scenes.Count, MaximumTrials = 0 };
        SceneServices services = new() { Method = new GivenScene(), Locator = new AttentionObjectLocator(), Encoder = encoder, Observer = observer, Time = time };
        SceneSession session = new(prompt, settings, services);
        session.RestoreCandidates([.. scenes.Select((known, index) => new SceneCandidate
        {
            Index = index, Seed = index, Image = known.Scene.Image, Pose = known.Scene.Pose, ObjectBox = known.ObjectBox,
        })]);
        return session;
    }
}
