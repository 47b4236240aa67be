using System.CommandLine;
using System.CommandLine.Parsing;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Providers;

namespace ReCorD.Cli.CommandLine;

/// <summary>An option that chooses chat providers: <c>NAME</c> for all agents, <c>agent=NAME</c> for one; it may be repeated.</summary>
internal static class ProviderOption
{
    public static Option<ProviderChoice[]> Create(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "[AGENT=]NAME",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        CustomParser = result => [.. result.Tokens.Select(token => Parse(result, name, token.Value)).OfType<ProviderChoice>()],
    };

    /// <summary>The configuration with the choices of the command line. A provider for all also takes the place of those that the configuration gives to single agents.</summary>
    public static ChatSettings Apply(IReadOnlyList<ProviderChoice> choices, ChatSettings configured)
    {
        string? common = choices.LastOrDefault(choice => choice.Agent is null)?.Provider;
        Dictionary<string, string?> agents = new(common is null ? configured.Agents : [], StringComparer.OrdinalIgnoreCase);
        foreach (ProviderChoice choice in choices.Where(choice => choice.Agent is not null))
        {
            agents[choice.Agent!] = choice.Provider;
        }

        return configured with { Provider = common ?? configured.Provider, Agents = agents };
    }

    private static ProviderChoice? Parse(ArgumentResult result, string option, string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string provider = text[(equals + 1)..].Trim();
        string? agent = equals < 0 ? null : AgentNames.Find(text[..equals].Trim());
        if (provider.Length == 0 || equals == 0)
        {
            result.AddError($"{option} expects the name of a chat provider, as in {option} builtin or {option} layout=openai, but found '{text}'.");
            return null;
        }

        if (equals >= 0 && agent is null)
        {
            result.AddError($"{option} {text}: {AgentNames.Unknown(text[..equals].Trim())}");
            return null;
        }

        return new ProviderChoice(agent, provider);
    }
}
