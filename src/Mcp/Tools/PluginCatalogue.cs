using Microsoft.Extensions.AI;
using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Prompts;
using ReCorD.Plugins.Imaging;
using ReCorD.Plugins.Scenes;
using ReCorD.Plugins.Tools;

namespace ReCorD.Mcp.Tools;

/// <summary>
/// The plugins' tools as they are described to a client that has no scene yet. They belong to a scene in which nothing can be made, since a real one needs a
/// loaded model, and are never called.
/// </summary>
internal static class PluginCatalogue
{
    public static IReadOnlyList<AIFunction> Tools { get; } = SceneTools.All(new SceneSession(
        new InteractionPrompt { Text = "" }, new SceneSettings { Seed = 0 },
        new SceneServices { Method = new NoMethod(), Locator = new AttentionObjectLocator(), Encoder = new ChatImageEncoder() }));

    private sealed class NoMethod : IGenerationMethod
    {
        public string Name => "none";

        public GenerationResult Generate(GenerationRequest request, IProgress<StepProgress>? progress, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("Tools of the catalogue are described, not called.");
    }
}
