using ReCorD.Compute.Runtime;

namespace ReCorD.Vision.Poses;

/// <summary>
/// Opens one kind of pose network. A new kind is one file: an <see cref="IPoseEstimator"/> with a class of this interface (with
/// a constructor without parameters) beside it; <see cref="PoseEstimatorFactory"/> finds it by itself.
/// </summary>
internal interface IPoseEstimatorLoader
{
    /// <summary>The <c>_class_name</c> in the folder's config.json.</summary>
    string ClassName { get; }

    /// <summary>Files by which a folder without a config.json is known; empty where a config.json is needed.</summary>
    IReadOnlyList<string> Files => [];

    /// <summary>Whether a folder without a config.json is meant for this loader.</summary>
    bool Recognises(string folder) => false;

    /// <summary>Opens the network in the folder.</summary>
    /// <exception cref="PoseModelException">Files are missing or have the wrong inputs and outputs.</exception>
    IPoseEstimator Load(ComputeRuntime runtime, string folder, SessionSettings? settings, CancellationToken cancellationToken);
}
