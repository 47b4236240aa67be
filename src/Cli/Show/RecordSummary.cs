using System.Globalization;
using ReCorD.Agents.Runs;
using ReCorD.Cli.Application;
using ReCorD.Cli.Results;
using ReCorD.Cli.Report;
using ReCorD.Compute.Imaging;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Cli.Show;

/// <summary>A run record as a page of text: the <c>parameters</c> text first, then what was decided and why.</summary>
internal static class RecordSummary
{
    public static IEnumerable<string> Lines(RunRecord record) => Compose(record).Select(Printable.Of);

    private static IEnumerable<string> Compose(RunRecord record) =>
    [
        .. GenerationParameters.Of(record).Split('\n'),
        "",
        .. Facts(record),
        .. Decisions(record),
        .. Rounds(record),
        .. record.Warnings.Select(warning => $"warning      {warning}"),
    ];

    private static IEnumerable<string> Facts(RunRecord record)
    {
        RunSettings settings = record.Settings;
        yield return record.Started is { } started ? Format($"made by      {record.Program}, {started.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC") : $"made by      {record.Program}";
        if (record.PromptReading is { } reading)
        {
            yield return $"typed        {OneLine(reading.Text)}";
            yield return $"understood   {OneLine(reading.Fallback ?? reading.Reasoning)}";
        }

        yield return $"interaction  {record.Prompt.Subject ?? "?"} | {record.Prompt.Verb ?? "?"} | {record.Prompt.Object ?? "?"}";
        yield return Format($"agents       {AgentProviderRecord.Describe(settings.Provider, settings.AgentProviders)}, {settings.Orchestration}");
        if (Progress.Phrases.Paid(record.Usage) is { } paid)
        {
            yield return $"paid         {paid}";
        }

        yield return Format($"candidates   {record.Candidates.Count}, seeds from {settings.Seed}");
        if (record.Timings.Count > 0)
        {
            yield return $"time         {string.Join(", ", record.Timings.OrderBy(stage => Progress.StageTitles.Order(stage.Key)).Select(stage => Format($"{stage.Key} {stage.Value:0.0} s")))}";
        }
    }

    private static IEnumerable<string> Decisions(RunRecord record)
    {
        if (record.Planning is { } planning)
        {
            yield return Format($"planner      {planning.Branches.Count} {(planning.Branches.Count == 1 ? "picture" : "pictures")}: {OneLine(planning.Summary ?? "it did not finish")}");
        }

        if (record.PoseChoice is { } pose)
        {
            yield return Format($"pose         candidate {pose.Index}: {OneLine(pose.Fallback ?? pose.Reasoning)}");
        }

        if (record.Layout is { } layout)
        {
            yield return $"layout       {(layout.Box is { } box ? Reference(box) : "none")}: {OneLine(layout.Fallback ?? layout.Reasoning)}";
        }

        if (record.ChangeCheck is { } check)
        {
            yield return $"check        {check.Reason}";
        }

        if (record.Correction is { } correction)
        {
            yield return Format($"correction   attention inside the box {correction.ShareBefore * 100:0} % -> {correction.ShareAfter * 100:0} %, overlap with the box (IoU) {correction.IouBefore:0.00} -> {correction.IouAfter:0.00}");
        }
    }

    private static IEnumerable<string> Rounds(RunRecord record)
    {
        foreach (RoundRecord round in record.Rounds?.Items ?? [])
        {
            string change = round.Change.Kind == RoundChangeKinds.None ? "as asked" : $"{RoundChanges.Title(round.Change.Kind)} ({OneLine(round.Change.Reason)})";
            string verdict = round.Critique.Score is { } score
                ? Format($"score {score:0.000}, {(round.Critique.Accepted ? "accepted" : "not accepted")}")
                : $"without critique: {OneLine(round.Critique.Fallback ?? "none was given").TrimEnd('.')}";
            yield return Format($"round {round.Number}      {change}: {verdict}{(round.Number == record.Rounds!.Kept ? "; kept" : "")}");
        }
    }

    private static string Reference(Box box) => $"[{string.Join(',', box.ToReference())}]";

    private static string OneLine(string text) => string.Join(' ', text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
