using ReCorD.Cli.Application;
using ReCorD.Cli.Configuration;

namespace ReCorD.Cli.Doctor;

/// <summary>What the agents need: prompts and a chat provider.</summary>
internal sealed class AgentsCheck(AppPaths paths, RecordSettings settings) : IHealthCheck
{
    public IEnumerable<Finding> Look(CancellationToken cancellationToken)
    {
        yield return Probe.Run("prompts", () =>
        {
            int count = Directory.Exists(paths.PromptsFolder) ? Directory.GetFiles(paths.PromptsFolder, "*.yaml", SearchOption.AllDirectories).Length : 0;
            return count > 0
                ? new Finding("prompts", Health.Ok, $"{count} files in {paths.PromptsFolder}")
                : new Finding("prompts", Health.Failure, $"no *.yaml in {paths.PromptsFolder}; build again, the build copies them there");
        });
        yield return new Finding("chat provider", Health.Ok, settings.Chat.Provider);
    }
}
