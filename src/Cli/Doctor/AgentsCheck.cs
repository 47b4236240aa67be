using System.Collections.ObjectModel;
using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Providers;
using ReCorD.Cli.Application;
using ReCorD.Cli.Configuration;

namespace ReCorD.Cli.Doctor;

/// <summary>
/// What the agents need: prompts, and chat providers whose settings are complete. Providers that an agent uses must be well, others
/// that are configured should be. Nothing is sent anywhere but on request.
/// </summary>
/// <param name="paths">Where prompts and keys are.</param>
/// <param name="environment">For keys.</param>
/// <param name="chat">The providers.</param>
/// <param name="asks">Whether each model is asked for a sign of life and for what it can do.</param>
internal sealed class AgentsCheck(AppPaths paths, EnvironmentVariables environment, ChatSettings chat, bool asks) : IHealthCheck
{
    private const string Name = "chat provider";

    public IEnumerable<Finding> Look(CancellationToken cancellationToken)
    {
        yield return Probe.Run("prompts", () =>
        {
            int count = Directory.Exists(paths.PromptsFolder) ? Directory.GetFiles(paths.PromptsFolder, "*.yaml", SearchOption.AllDirectories).Length : 0;
            return count > 0
                ? new Finding("prompts", Health.Ok, $"{count} files in {paths.PromptsFolder}")
                : new Finding("prompts", Health.Failure, $"no *.yaml in {paths.PromptsFolder}; build again, the build copies them there");
        });
        yield return LookAt(Name, chat.Provider, Health.Failure, cancellationToken);
        (ReadOnlyDictionary<string, string> own, Finding? problem) = OwnProviders();
        if (problem is not null)
        {
            yield return problem;
        }

        foreach (string provider in chat.Providers.Keys.Concat(own.Keys).Distinct(StringComparer.OrdinalIgnoreCase).Where(provider => !provider.Equals(chat.Provider, StringComparison.OrdinalIgnoreCase)))
        {
            string agents = own.GetValueOrDefault(provider, "");
            yield return LookAt($"{Name} {provider}{(agents.Length > 0 ? $" ({agents})" : "")}", provider, agents.Length > 0 ? Health.Failure : Health.Warning, cancellationToken);
        }
    }

    /// <summary>Providers of single agents, each with the agents' names.</summary>
    private (ReadOnlyDictionary<string, string> Own, Finding? Problem) OwnProviders()
    {
        try
        {
            Dictionary<string, string> own = chat.OwnProviders().GroupBy(item => item.Provider, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(group => group.Key, group => string.Join(", ", group.Select(item => item.Agent)), StringComparer.OrdinalIgnoreCase);
            return (own.AsReadOnly(), null);
        }
        catch (ChatProviderException error)
        {
            return (ReadOnlyDictionary<string, string>.Empty, new Finding("agents", Health.Failure, error.Message));
        }
    }

    /// <param name="name">Of the finding.</param>
    /// <param name="provider">Which one.</param>
    /// <param name="failure">How bad it is where it cannot be used.</param>
    /// <param name="cancellationToken">Ends the wait for an answer.</param>
    private Finding LookAt(string name, string provider, Health failure, CancellationToken cancellationToken)
    {
        Finding finding = Probe.Run(name, () =>
        {
            using IChatClient client = ChatProviders.Registry(paths, environment).Create(chat with { Provider = provider });
            if (asks)
            {
                AskAsync(client, cancellationToken).GetAwaiter().GetResult();
            }

            return new Finding(name, Health.Ok, Describe(provider, client));
        });
        return finding.Health == Health.Ok ? finding : finding with { Health = failure };
    }

    private static async Task AskAsync(IChatClient client, CancellationToken cancellationToken)
    {
        if (client.GetService<IReachabilityProbe>() is { } probe)
        {
            await probe.EnsureReachableAsync(cancellationToken).ConfigureAwait(false);
        }

        if (client.GetService<ICapabilityReport>() is { } report)
        {
            await report.FindOutAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static string Describe(string provider, IChatClient client)
    {
        ChatClientMetadata? metadata = client.GetService<ChatClientMetadata>();
        string model = metadata?.ProviderUri is { } address ? $", model {metadata.DefaultModelId} at {EndpointText.WithoutUserInfo(address.ToString())}" : "";
        string abilities = client.GetService<ICapabilityReport>() is { } report ? $"; {report.Describe()}" : "";
        return $"{provider}{model}{abilities}";
    }
}
