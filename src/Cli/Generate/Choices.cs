using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Schedulers;

namespace ReCorD.Cli.Generate;

/// <summary>The words that options with a fixed choice accept.</summary>
internal static class Choices
{
    public static IReadOnlyList<string> Methods { get; } = [.. GenerationMethods.Names];

    public static IReadOnlyList<string> Profiles { get; } = [.. RecordProfiles.Names];

    public static IReadOnlyList<string> Schedulers { get; } = [.. SchedulerFactory.Words];

    /// <summary>Names of diffusers classes, taken in place of the words.</summary>
    public static IReadOnlyList<string> SchedulerClasses { get; } = [.. SchedulerFactory.Names];

    public static IReadOnlyList<string> Orchestrations { get; } = ["pipeline", "planner"];

    public static IReadOnlyList<string> PromptAgents { get; } = ["auto", "always", "never"];
}
