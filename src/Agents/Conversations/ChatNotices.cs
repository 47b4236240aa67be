using Microsoft.Extensions.AI;

namespace ReCorD.Agents.Conversations;

/// <summary>What the user should know of a model's limits travels with the answer at which it was found out, so that recordings keep it.</summary>
internal static class ChatNotices
{
    private const string Key = "record.notices";

    /// <summary>Each a sentence for the user.</summary>
    public static IReadOnlyList<string> Of(ChatResponse response) =>
        response.AdditionalProperties?.TryGetValue(Key, out IReadOnlyList<string>? notices) == true && notices is not null ? notices : [];

    public static void Add(ChatResponse response, IReadOnlyCollection<string> notices)
    {
        if (notices.Count > 0)
        {
            (response.AdditionalProperties ??= [])[Key] = (IReadOnlyList<string>)[.. Of(response), .. notices];
        }
    }
}
