using Microsoft.Extensions.AI;
using ReCorD.Agents.Runs;

namespace ReCorD.Agents.Decorators.Usage;

/// <summary>What each agent of a run asked and paid. Safe to use from several threads.</summary>
public sealed class UsageLedger
{
    private readonly Lock gate = new();
    private readonly List<AgentUsage> agents = [];
    private bool confirmed;

    /// <summary>Whether a model has answered: what fails from here on fails in the middle of a run.</summary>
    public bool HasAnswer
    {
        get
        {
            lock (gate)
            {
                return confirmed || agents.Exists(agent => agent.Calls > agent.Failures);
            }
        }
    }

    /// <summary>One entry for each agent and model, in the order in which they first asked.</summary>
    public IReadOnlyList<AgentUsage> ToRecord()
    {
        lock (gate)
        {
            return [.. agents];
        }
    }

    /// <summary>Notes that the models answer, as a trial question or a recording has shown.</summary>
    internal void Confirm()
    {
        lock (gate)
        {
            confirmed = true;
        }
    }

    internal void Add(string agent, AnswerFacts facts, UsageDetails? usage, TimeSpan elapsed) => Change(agent, facts, entry => entry with
    {
        Calls = entry.Calls + 1,
        CacheHits = entry.CacheHits + (facts.Cached ? 1 : 0),
        Retries = entry.Retries + facts.Retries,
        InputTokens = entry.InputTokens + (facts.Cached ? 0 : usage?.InputTokenCount ?? 0),
        OutputTokens = entry.OutputTokens + (facts.Cached ? 0 : usage?.OutputTokenCount ?? 0),
        Cost = facts.Cost is { } cost ? (entry.Cost ?? 0) + cost : entry.Cost,
        Seconds = entry.Seconds + elapsed.TotalSeconds,
    });

    internal void AddFailure(string agent, AnswerFacts facts, TimeSpan elapsed) => Change(agent, facts, entry => entry with
    {
        Calls = entry.Calls + 1,
        Failures = entry.Failures + 1,
        Retries = entry.Retries + facts.Retries,
        Seconds = entry.Seconds + elapsed.TotalSeconds,
    });

    private void Change(string agent, AnswerFacts facts, Func<AgentUsage, AgentUsage> change)
    {
        lock (gate)
        {
            int index = agents.FindIndex(entry => entry.Agent == agent && entry.Provider == facts.Provider && entry.Model == facts.Model);
            if (index < 0)
            {
                index = agents.Count;
                agents.Add(new AgentUsage { Agent = agent, Provider = facts.Provider ?? "unknown", Model = facts.Model });
            }

            agents[index] = change(agents[index]);
        }
    }
}
