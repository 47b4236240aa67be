using System.Text.Json.Nodes;

namespace ReCorD.Agents.Providers.Builtin;

/// <summary>A picture that the conversation has brought about, as correct_interaction told of it.</summary>
internal sealed record PastPicture(int Branch, int Candidate, bool Corrected, double ShareBefore, double ShareAfter, double IouBefore, double IouAfter)
{
    /// <summary>How well the object lies in its box, in [0, 1]: the mean of share and overlap.</summary>
    public double Score => (ShareAfter + IouAfter) / 2;

    /// <summary>The object is further from its box than before.</summary>
    public bool IsWorse => Corrected && ShareAfter < ShareBefore && IouAfter < IouBefore;

    /// <summary>Null where the answer does not tell of a picture.</summary>
    public static PastPicture? From(JsonObject answer, int candidate) => ConversationReading.Whole(answer["branch_index"]) is { } branch
        ? new PastPicture(branch, candidate, answer["corrected"]?.GetValue<bool>() == true, Number(answer, "attention_before"), Number(answer, "attention_after"), Number(answer, "iou_before"), Number(answer, "iou_after"))
        : null;

    private static double Number(JsonObject answer, string name) => answer[name]?.GetValue<double>() ?? 0;
}
