namespace ReCorD.Cli.Progress;

/// <summary>Stages in words for people, in the order in which a run comes to them.</summary>
internal static class StageTitles
{
    /// <summary>Reading the networks and compiling the first graphs.</summary>
    public const string Load = "load";

    /// <summary>Writing the results.</summary>
    public const string Write = "write";

    private static readonly (string Stage, string Title)[] Titles =
    [
        (Load, "Loading the model"),
        ("prompt", "Reading the prompt"),
        ("planner", "Planning and drawing"),
        ("candidates", "Making candidates"),
        ("pose-selection", "Choosing the pose"),
        ("layout", "Placing the object"),
        ("layout-trial", "Trying a layout"),
        ("seed-preview", "Looking at another seed"),
        ("finish", "Finishing the chosen picture"),
        ("correction", "Correcting the picture"),
        ("critique", "Judging the picture"),
        (Write, "Writing results"),
    ];

    /// <summary>The title; a stage without one is shown by its own name.</summary>
    public static string Of(string stage) => Array.Find(Titles, entry => entry.Stage == stage).Title ?? stage;

    /// <summary>Rank of a stage in a run; unknown ones come last.</summary>
    public static int Order(string stage)
    {
        int index = Array.FindIndex(Titles, entry => entry.Stage == stage);
        return index < 0 ? Titles.Length : index;
    }
}
