using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Prompts;
using ReCorD.Plugins.Events;
using ReCorD.Plugins.Imaging;
using ReCorD.Plugins.Scenes;
using ReCorD.Vision.Poses;

namespace ReCorD.Fakes;

/// <summary>Gives the pose that was set for a picture's shade (its first byte); others show nobody.</summary>
public sealed class ShadePoseEstimator : IPoseEstimator
{
    public Dictionary<byte, PoseEstimate> Poses { get; } = [];

    public PoseEstimate? Estimate(RgbImage image, CancellationToken cancellationToken) => Poses.GetValueOrDefault(image.Pixels[0]);

    public void Dispose()
    {
    }
}

/// <summary>The picture's raw bytes as its file.</summary>
public sealed class RawImageEncoder : IImageEncoder
{
    public EncodedImage Encode(RgbImage image) => new(image.Pixels, "image/png");
}

public sealed class RecordingObserver : IRunObserver
{
    public List<RunEvent> Events { get; } = [];

    public void Observe(RunEvent runEvent) => Events.Add(runEvent);
}

/// <summary>A clock that moves one second each time it is read.</summary>
public sealed class TickingTime : TimeProvider
{
    private long ticks;

    public override long TimestampFrequency => 1;

    public override long GetTimestamp() => ticks++;

    public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
}

/// <summary>A scene with fakes for everything slow.</summary>
public sealed class TestScene : IDisposable
{
    public SyntheticMethod Method { get; } = new();

    public ShadePoseEstimator Poses { get; } = new();

    public RecordingObserver Observer { get; } = new();

    /// <summary>The scenes' clock. Null: a new one for each that moves a second whenever it is read.</summary>
    public TimeProvider? Time { get; set; }

    public static InteractionPrompt Prompt(string subject = "boy", string verb = "kicking", string noun = "ball") => new()
    {
        Text = $"a {subject} is {verb} a {noun}", Subject = subject, Verb = verb, Object = noun, Intransitive = $"a {subject} is {verb}",
    };

    public static SceneSettings Settings(int candidates = 3) => new() { Seed = 10, Candidates = candidates, Steps = 5 };

    public SceneServices Services() => new()
    {
        Method = Method, Poses = Poses, Locator = new AttentionObjectLocator(), Encoder = new RawImageEncoder(), Observer = Observer, Time = Time ?? new TickingTime(),
    };

    public SceneSession Session(SceneSettings? settings = null, InteractionPrompt? prompt = null) => new(prompt ?? Prompt(), settings ?? Settings(), Services());

    /// <summary>A session with candidates, of which one is chosen.</summary>
    public async Task<SceneSession> ChosenAsync(int index = 0, SceneSettings? settings = null)
    {
        SceneSession session = Session(settings);
        await SceneWork.MakeCandidatesAsync(session, CancellationToken.None);
        session.PoseSubmission.Accept(new PoseChoice(index, "test"));
        return session;
    }

    public void Dispose() => Poses.Dispose();
}
