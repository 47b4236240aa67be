namespace ReCorD.Cli.Generate;

/// <summary>The words that options with a fixed choice accept.</summary>
internal static class Choices
{
    public static IReadOnlyList<string> Methods { get; } = ["record", "stable-diffusion"];

    public static IReadOnlyList<string> Profiles { get; } = ["default", "paper"];

    public static IReadOnlyList<string> Orchestrations { get; } = ["pipeline", "planner"];
}
