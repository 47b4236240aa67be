using Microsoft.Extensions.AI;
using ReCorD.Agents.Providers;
using ReCorD.Cli.Application;
using ReCorD.Cli.Configuration;

namespace ReCorD.Cli.Doctor;

/// <summary>What the agents need: prompts, and a chat provider whose settings are complete. Nothing is sent anywhere.</summary>
internal sealed class AgentsCheck(AppPaths paths, EnvironmentVariables environment, ChatSettings chat) : IHealthCheck
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
        yield return Probe.Run("chat provider", () =>
        {
            using IChatClient client = ChatClientRegistry.CreateDefault(paths.PromptsFolder, name => environment.Values.GetValueOrDefault(name)).Create(chat);
            return new Finding("chat provider", Health.Ok, chat.Provider);
        });
    }
}
