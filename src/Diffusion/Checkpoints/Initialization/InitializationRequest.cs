namespace ReCorD.Diffusion.Checkpoints.Initialization;

/// <summary>A model folder to make.</summary>
public sealed record InitializationRequest
{
    /// <summary>Which networks.</summary>
    public required ModelArchitecture Architecture { get; init; }

    /// <summary>The model folder: new or empty.</summary>
    public required string Folder { get; init; }

    /// <summary>Equal seeds give equal files.</summary>
    public ulong Seed { get; init; }

    /// <summary>Weights as float16, in files named <c>*.fp16.*</c> as published ones are. Default float32.</summary>
    public bool HalfPrecision { get; init; }

    /// <summary>Largest file of weights in bytes; what is larger is split, with an index. A single weight is never split. Default: one file for each component.</summary>
    public long? ShardSize { get; init; }
}

/// <summary>How far a model folder is.</summary>
/// <param name="File">The file being written, relative to the folder.</param>
/// <param name="Written">Bytes of weights written so far, in all files.</param>
/// <param name="Total">Bytes of weights there will be.</param>
public sealed record InitializationProgress(string File, long Written, long Total);
