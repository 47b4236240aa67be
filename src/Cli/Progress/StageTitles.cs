namespace ReCorD.Cli.Progress;

/// <summary>Stages in words for people.</summary>
internal static class StageTitles
{
    /// <summary>Reading the networks and compiling the first graphs.</summary>
    public const string Load = "load";

    /// <summary>Writing the results.</summary>
    public const string Write = "write";

    private static readonly Dictionary<string, string> Titles = new(StringComparer.Ordinal)
    {
        [Load] = "Loading the model",
        ["candidates"] = "Making candidates",
        ["pose-selection"] = "Choosing the pose",
        ["layout"] = "Placing the object",
        ["layout-trial"] = "Trying a layout",
        ["correction"] = "Correcting the picture",
        ["planner"] = "Planning and drawing",
        [Write] = "Writing results",
    };

    /// <summary>The title; a stage without one is shown by its own name.</summary>
    public static string Of(string stage) => Titles.GetValueOrDefault(stage, stage);
}
