namespace ReCorD.Agents.Runs;

/// <summary>An agent that talks to another provider than the run's others.</summary>
/// <param name="Agent">One of <see cref="Conversations.AgentNames"/>.</param>
/// <param name="Provider">Name in the configuration.</param>
public sealed record AgentProviderRecord(string Agent, string Provider)
{
    /// <summary>All providers of a run on one line, as <c>builtin, layout: local</c>.</summary>
    public static string Describe(string provider, IEnumerable<AgentProviderRecord> own) =>
        string.Join(", ", own.Select(item => $"{item.Agent}: {item.Provider}").Prepend(provider));
}
