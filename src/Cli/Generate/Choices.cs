using ReCorD.Diffusion.Methods;

namespace ReCorD.Cli.Generate;

/// <summary>The words that options with a fixed choice accept.</summary>
internal static class Choices
{
    public static IReadOnlyList<string> Methods { get; } = [.. GenerationMethods.Names];

    public static IReadOnlyList<string> Profiles { get; } = [.. RecordProfiles.Names];

    public static IReadOnlyList<string> Orchestrations { get; } = ["pipeline", "planner"];
}
