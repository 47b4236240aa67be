using System.Globalization;
using ReCorD.Agents.Runs;
using ReCorD.Cli.Application;
using ReCorD.Cli.Generate;
using ReCorD.Cli.Report;
using ReCorD.Cli.Results;
using ReCorD.Plugins.Events;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Cli.Progress;

/// <summary>Sentences that the displays for people share.</summary>
internal static class Phrases
{
    private const int LongestArguments = 80;

    private const int LongestPrompt = 160;

    /// <summary>What is about to be done, on one line.</summary>
    public static string Announce(RunAnnouncement run)
    {
        RunPlan settings = run.Plan;
        string how = settings.Method == "record"
            ? Format($"record/{settings.Profile}, {Count(settings.Candidates, "candidate")} x {Count(settings.Steps, "step")}, {AgentProviderRecord.Describe(settings.Provider, settings.AgentProviders)}")
            : Format($"{settings.Method}, {Count(settings.Steps, "step")}");
        return Format($"\"{Shorten(Printable.Of(run.Plan.Prompt), LongestPrompt)}\" | {how} | seed {settings.Seed}");
    }

    /// <summary>Where the networks run, and why not elsewhere; null where that is the usual, the processor in single precision, without a choice.</summary>
    public static string? Device(DeviceChosen chosen)
    {
        if (chosen is { Device: "cpu", Precision: "single", Rejected.Count: 0 })
        {
            return null;
        }

        string others = string.Concat(chosen.Rejected.Select(rejected => $"; not {rejected.Key}: {Printable.Of(rejected.Value).TrimEnd('.')}"));
        return $"device: {chosen.Device}, {chosen.Precision} precision{others}";
    }

    /// <summary>What the prompt agent made of the text.</summary>
    public static string PromptRead(PromptRead read) => Format($"read as: \"{Shorten(Printable.Of(read.Sentence), LongestPrompt)}\"{(read.Interactions > 1 ? Format($" ({read.Interactions} interactions)") : "")}");

    /// <summary>Which round begins, and what it does otherwise.</summary>
    public static string RoundStarted(RoundStarted round) => round.Change == RoundChangeKinds.None
        ? Format($"round {round.Number} of {round.Total}")
        : Format($"round {round.Number} of {round.Total}: {RoundChanges.Title(round.Change)}: {Printable.Of(round.Reason)}");

    /// <summary>What the critic said of a round.</summary>
    public static string RoundFinished(RoundFinished round)
    {
        string verdict = round.Accepted ? "accepted" : "not accepted";
        return round.Score is { } score ? Format($"round {round.Number}: score {score:0.000}, {verdict}") : Format($"round {round.Number}: {verdict} without critique");
    }

    /// <summary>Which round is the result; null for a run without a critic.</summary>
    public static string? Rounds(RunRecord record) => record.Rounds is not { } rounds ? null
        : Format($"{rounds.Kept} of {rounds.Items.Count}{(rounds.Result().Critique.Score is { } score ? Format($", score {score:0.000}") : "")}{(rounds.Kept > 1 && rounds.First().Critique.Score is { } first ? Format($" (first round {first:0.000})") : "")}");

    /// <summary>What came of it: where the object went, or why nothing was moved.</summary>
    public static string Outcome(RunRecord record)
    {
        if (record.Correction is { } correction)
        {
            string verdict = correction.HasMadeWorse() ? ", which made things worse" : "";
            return Format($"object attention inside the target box: {correction.ShareBefore * 100:0} % before, {correction.ShareAfter * 100:0} % after correction{verdict}");
        }

        return record.ChangeCheck is { } check ? $"not corrected: {check.Reason}" : "made without correction";
    }

    /// <summary>A tool call with as much of its arguments as fits beside it; reasoning stands in the report.</summary>
    public static string ToolCall(ToolCalled called)
        => $"{Printable.Of(called.Tool)} {Shorten(Printable.Of(called.Arguments), LongestArguments)}".TrimEnd();

    /// <summary>That a chat model is asked again, and why.</summary>
    public static string Retry(ChatRetried retried)
        => $"{Printable.Of(retried.Provider)} is asked again in {Duration(TimeSpan.FromSeconds(retried.DelaySeconds))} (repeat {Format($"{retried.Attempt}")}): {Printable.Of(retried.Reason)}";

    /// <summary>What the agents asked and paid, on one line; null where nothing was paid.</summary>
    public static string? Paid(IReadOnlyList<AgentUsage>? usage)
    {
        if (usage is null || usage.Sum(agent => agent.InputTokens + agent.OutputTokens) + usage.Sum(agent => agent.Cost ?? 0) <= 0)
        {
            return null;
        }

        int hits = usage.Sum(agent => agent.CacheHits), retries = usage.Sum(agent => agent.Retries);
        string cost = usage.Any(agent => agent.Cost is not null) ? Format($", {usage.Sum(agent => agent.Cost ?? 0):0.####} paid") : "";
        string cached = hits > 0 ? Format($", {hits} from the cache") : "";
        string repeats = retries > 0 ? Format($", {Count(retries, "repeat")}") : "";
        return Format($"{Count(usage.Sum(agent => agent.Calls), "request")}{cached}{repeats}, {usage.Sum(agent => agent.InputTokens)} tokens sent, {usage.Sum(agent => agent.OutputTokens)} received{cost}");
    }

    /// <summary>Times as people say them: <c>0.8 s</c>, <c>12 s</c>, <c>2 min 05 s</c>.</summary>
    public static string Duration(TimeSpan time) => time.TotalSeconds switch
    {
        < 9.95 => Format($"{time.TotalSeconds:0.0} s"),
        < 59.5 => Format($"{time.TotalSeconds:0} s"),
        _ => Format($"{(int)Math.Round(time.TotalSeconds) / 60} min {(int)Math.Round(time.TotalSeconds) % 60:00} s"),
    };

    /// <summary>The lines that tell where the results are.</summary>
    public static IEnumerable<string> Results(RunSummary summary)
    {
        yield return $"{(summary.IsStopped ? "Stopped after" : "Done in")} {Duration(TimeSpan.FromSeconds(summary.Seconds))}; {Outcome(summary.Record).TrimEnd('.')}.";
        yield return $"  picture  {Path.Combine(summary.Folder, ResultFiles.Image)}";
        yield return $"  report   {Path.Combine(summary.Folder, ResultFiles.Report)}";
        yield return Format($"  seed     {summary.Record.Settings.Seed}");
        if (Paid(summary.Record.Usage) is { } paid)
        {
            yield return $"  agents   {paid}";
        }

        if (Rounds(summary.Record) is { } rounds)
        {
            yield return $"  round    {rounds}";
        }
    }

    private static string Shorten(string text, int longest)
    {
        if (text.Length <= longest)
        {
            return text;
        }

        // Half a surrogate pair would be printed as a question mark.
        int end = char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest;
        return $"{text.AsSpan(0, end)}…";
    }

    private static string Count(int number, string thing) => Format($"{number} {thing}{(number == 1 ? "" : "s")}");

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
