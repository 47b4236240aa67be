using System.Globalization;
using ReCorD.Agents.Decorators.Exchanges;

namespace ReCorD.Agents.Decorators.Recordings;

/// <summary>Says how a request differs from the nearest one of a recording.</summary>
internal static class RequestDifference
{
    private const int Context = 30;

    public static string Explain(Recording recording, string? agent, CanonicalRequest request, IReadOnlyList<RecordedExchange> exchanges)
    {
        string who = agent is null ? "" : $" of the agent {agent}";
        string start = $"The recording '{recording.Path}' has no answer to this request{who}.";
        string how = recording.Header.Command is { } command ? $" ({command})" : "";
        string end = $"Replay with the sentence, seed, model, settings and prompt files of the recorded run{how}, or record anew with --record.";
        RecordedExchange[] candidates = [.. exchanges.Where(exchange => exchange.Agent == agent)];
        candidates = candidates.Length > 0 ? candidates : [.. exchanges];
        if (candidates.Length == 0)
        {
            return $"{start} It holds no exchanges at all. {end}";
        }

        RecordedExchange nearest = candidates.MaxBy(exchange => SameBeginning(exchange.Request, request.Pieces))!;
        int number = exchanges.ToList().IndexOf(nearest) + 1;
        return string.Create(CultureInfo.InvariantCulture, $"{start} The nearest is exchange {number} ({nearest.Agent}); the first difference is in {First(nearest.Request, request.Pieces)}. {end}");
    }

    private static int SameBeginning(IReadOnlyList<StoredPiece> recorded, IReadOnlyList<RequestPiece> asked) =>
        recorded.Zip(asked).TakeWhile(pair => pair.First.What == pair.Second.What && pair.First.Hash == pair.Second.Hash).Count();

    private static string First(IReadOnlyList<StoredPiece> recorded, IReadOnlyList<RequestPiece> asked)
    {
        int index = SameBeginning(recorded, asked);
        if (index >= recorded.Count)
        {
            return $"{asked[Math.Min(index, asked.Count - 1)].What}, which the recorded request does not have";
        }

        if (index >= asked.Count)
        {
            return $"{recorded[index].What}, which only the recorded request has";
        }

        return recorded[index].What == asked[index].What
            ? $"{asked[index].What}: {Texts(recorded[index].Text, StoredPiece.Beginning(asked[index].Text))}"
            : $"{asked[index].What}, where the recorded request has {recorded[index].What}";
    }

    private static string Texts(string recorded, string asked)
    {
        int same = recorded.Zip(asked).TakeWhile(pair => pair.First == pair.Second).Count();
        return same == recorded.Length && same == asked.Length
            ? string.Create(CultureInfo.InvariantCulture, $"it differs after its first {same} characters")
            : $"recorded {Around(recorded, same)}, now {Around(asked, same)}";
    }

    private static string Around(string text, int place)
    {
        int start = Math.Max(0, place - Context), end = Math.Min(text.Length, place + Context);
        string line = string.Join(' ', text[start..end].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return $"\"{(start > 0 ? "…" : "")}{line}{(end < text.Length ? "…" : "")}\"";
    }
}
