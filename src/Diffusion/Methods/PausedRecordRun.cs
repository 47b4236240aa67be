namespace ReCorD.Diffusion.Methods;

/// <summary>Where a run of ReCorD without a target stood. Nothing in it changes any more.</summary>
/// <param name="Steps">Steps that are done.</param>
internal sealed record PausedRecordRun(int Steps) : PausedRun(Steps)
{
    /// <summary>The method whose run it is.</summary>
    public required RecordMethod Method { get; init; }

    /// <summary>The whole picture that was asked for.</summary>
    public required GenerationRequest Request { get; init; }

    /// <summary>The next call.</summary>
    public required int Call { get; init; }

    /// <summary>The state before that call.</summary>
    public required RecordState State { get; init; }

    /// <summary>The maps read so far.</summary>
    public required AttentionAverage Attention { get; init; }

    /// <summary>Draws from the stream of noise so far.</summary>
    public required int NoiseDraws { get; init; }

    /// <summary>What steps that nothing edits take over from earlier ones; null where nothing.</summary>
    public required PlainMemory? Plain { get; init; }

    /// <summary>The part of a request that a run which goes on must share with the one that was paused.</summary>
    public static GenerationRequest Whole(GenerationRequest request) => request with { StopAfter = null, RoughSteps = 0, ContinueFrom = null };
}
