using System.Text;
using System.Text.Json;

namespace ReCorD.Agents.Decorators.Schemas;

/// <summary>Finds the JSON in what a model says: the whole text, what stands in a code fence, or the first object or array in its talk.</summary>
internal static class JsonAnswer
{
    private static readonly JsonReaderOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <param name="text">What the model said.</param>
    /// <param name="problem">Why there is none.</param>
    /// <returns>Null where no complete JSON value is found.</returns>
    public static JsonElement? Find(string text, out string problem)
    {
        problem = "There is no JSON in it.";
        bool complained = false;
        for (int start = text.IndexOfAny(['{', '[']); start >= 0; start = text.IndexOfAny(['{', '['], start + 1))
        {
            if (Parse(text.AsSpan(start), out string trouble) is { } json)
            {
                return json;
            }

            problem = complained ? problem : $"The JSON cannot be read: {trouble}";
            if (!complained && text.AsSpan(0, start).Trim().IsEmpty)
            {
                // The text is meant to be JSON from its beginning: a smaller piece inside would be something else.
                return null;
            }

            complained = true;
        }

        return null;
    }

    private static JsonElement? Parse(ReadOnlySpan<char> text, out string problem)
    {
        problem = "";
        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, bytes);
        Utf8JsonReader reader = new(bytes, Lenient);
        try
        {
            return JsonElement.ParseValue(ref reader);
        }
        catch (JsonException error)
        {
            problem = error.Message;
            return null;
        }
    }
}
