namespace ReCorD.Plugins.Scenes;

/// <summary>Negative prompts are lists: parts with commas between them. Upper and lower case make no difference.</summary>
public static class NegativePrompts
{
    /// <summary>The parts without the blanks around them, in order.</summary>
    public static string[] Parts(string? text) => (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Whether a negative prompt has every part of another.</summary>
    public static bool Covers(string text, string other) => Parts(other).All(part => Parts(text).Contains(part, StringComparer.OrdinalIgnoreCase));

    /// <summary>Both, with what stands in both only once.</summary>
    public static string Join(string old, string added)
    {
        string[] known = Parts(old), asked = Parts(added);
        string[] fresh = [.. asked.Except(known, StringComparer.OrdinalIgnoreCase)];
        return known.Length == 0 ? added
            : fresh.Length == 0 ? old
            : $"{old}, {(fresh.Length == asked.Length ? added : string.Join(", ", fresh))}";
    }
}
