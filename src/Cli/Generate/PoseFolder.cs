using ReCorD.Cli.Application;

namespace ReCorD.Cli.Generate;

/// <summary>Which pose network a run takes.</summary>
/// <param name="Folder">Where it lies.</param>
/// <param name="Given">The folder as the user or the configuration named it, for the record; null for the model's own network.</param>
internal sealed record PoseFolder(string Folder, string? Given)
{
    /// <summary>Where a model brings its own: an addition of ours to the diffusers layout.</summary>
    private const string InModel = "pose";

    /// <summary>
    /// The network asked for, else the model's own, which knows the model's world, else that of the configuration, else none.
    /// </summary>
    /// <param name="paths">Resolves names.</param>
    /// <param name="modelFolder">The model's folder.</param>
    /// <param name="asked"><c>--pose</c> or <c>Generate:Pose</c>.</param>
    /// <param name="configured"><c>Pose:Folder</c>.</param>
    /// <exception cref="CommandException">The folder that is to be taken does not exist.</exception>
    public static PoseFolder? Find(AppPaths paths, string modelFolder, string? asked, string? configured)
    {
        if (!string.IsNullOrWhiteSpace(asked))
        {
            return Given(paths, asked, "--pose (or Generate:Pose)");
        }

        string own = Path.Combine(modelFolder, InModel);
        return Directory.Exists(own) ? new PoseFolder(own, null)
            : string.IsNullOrWhiteSpace(configured) ? null
            : Given(paths, configured, "Pose:Folder");

        static PoseFolder Given(AppPaths paths, string folder, string setting) => new(paths.ResolvePose(folder, setting), folder);
    }
}
