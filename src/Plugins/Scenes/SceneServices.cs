using ReCorD.Diffusion.Methods;
using ReCorD.Plugins.Events;
using ReCorD.Plugins.Imaging;
using ReCorD.Vision.Poses;

namespace ReCorD.Plugins.Scenes;

/// <summary>The machinery a run works with. Owned by the caller; a session disposes none of it.</summary>
public sealed record SceneServices
{
    public required IGenerationMethod Method { get; init; }

    /// <summary>Null for models that bring no pose network: candidates then have no pose, and the layout is judged without one.</summary>
    public IPoseEstimator? Poses { get; init; }

    public required IObjectLocator Locator { get; init; }

    public required IImageEncoder Encoder { get; init; }

    public IRunObserver Observer { get; init; } = NullRunObserver.Instance;

    /// <summary>For the seconds that stages take.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
