using ReCorD.Cli.Application;
using ReCorD.Cli.Generate;
using ReCorD.Compute.Runtime;
using ReCorD.Vision.Poses;

namespace ReCorD.Cli.Doctor;

/// <summary>The pose network that a run would take: which one, and whether it opens.</summary>
internal sealed class PoseCheck(AppPaths paths, ModelLocator models, string model, string? asked, string? configured, int threads) : IHealthCheck
{
    public IEnumerable<Finding> Look(CancellationToken cancellationToken)
    {
        if (ModelFolder() is not { } folder)
        {
            yield return new Finding("pose", Health.Warning, "not looked for: it depends on the model, which was not found");
            yield break;
        }

        yield return Probe.Run("pose", () => PoseFolder.Find(paths, folder, asked, configured) is { } pose
            ? Open(pose.Folder, cancellationToken)
            : new Finding("pose", Health.Warning, "none: the model brings no pose network, so agents judge by the pictures alone. Name a folder by --pose or Pose:Folder; docs/pose.md says where to get one"));
    }

    /// <summary>Null where there is none; the model's own check tells of it.</summary>
    private string? ModelFolder()
    {
        try
        {
            return models.Locate(model);
        }
        catch (CommandException)
        {
            return null;
        }
    }

    private Finding Open(string folder, CancellationToken cancellationToken)
    {
        using ComputeRuntime runtime = new(new ThreadSettings { Threads = threads });
        using IPoseEstimator estimator = PoseEstimatorFactory.Load(runtime, folder, null, cancellationToken);
        return new Finding("pose", Health.Ok, $"{PoseEstimatorFactory.ClassOf(folder)}, in {folder}");
    }
}
