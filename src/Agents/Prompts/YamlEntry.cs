namespace ReCorD.Agents.Prompts;

/// <summary>An entry of a list that may hold plain values and mappings side by side.</summary>
/// <param name="Text">The plain value; null for a mapping.</param>
/// <param name="Map">The mapping; null for a plain value.</param>
/// <param name="Line">Line in the file, from 1.</param>
public sealed record YamlEntry(string? Text, YamlMap? Map, long Line);
