using ReCorD.Agents.Prompts;

namespace ReCorD.Fakes;

/// <summary>The program's own prompts, as copied beside the tests.</summary>
internal static class TestPrompts
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "prompts");

    public static PromptLibrary Library() => new(Folder);
}
