using System.Text.Json;
using ReCorD.Agents.Providers.PlainJson;

namespace ReCorD.Agents.Decorators.Schemas;

/// <summary>Finds the JSON in what a model says: the whole text, what stands in a code fence, or the first object in its talk, or where it has none the first list.</summary>
internal static class JsonAnswer
{
    /// <param name="text">What the model said.</param>
    /// <param name="problem">Why there is none.</param>
    /// <returns>Null where no complete JSON value is found.</returns>
    public static JsonElement? Find(string text, out string problem)
    {
        problem = "";
        text = JsonInText.WithoutThought(text);

        // A text that begins as JSON is meant to be nothing else: where it breaks, a smaller piece inside it is not the answer.
        bool isMeant = text.TrimStart() is ['{' or '[', ..];
        (int Start, JsonElement Value)[] found = [.. JsonInText.Find(text)];
        if (found.Length > 0 && (!isMeant || text.AsSpan(0, found[0].Start).IsWhiteSpace()))
        {
            // Brackets in talk, as around a reference, are seldom the answer.
            return isMeant ? found[0].Value : found.Select(place => place.Value).OrderBy(value => value.ValueKind != JsonValueKind.Object).First();
        }

        problem = isMeant ? $"The JSON cannot be read: {Complaint(text)}" : "There is no JSON in it.";
        return null;
    }

    private static string Complaint(string text)
    {
        try
        {
            JsonDocument.Parse(text).Dispose();
            return "";
        }
        catch (JsonException error)
        {
            return error.Message;
        }
    }
}
