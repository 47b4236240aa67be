namespace ReCorD.Cli.Results;

/// <summary>Names within a results folder.</summary>
internal static class ResultFiles
{
    public const string Image = "image.png";

    public const string Candidates = "candidates";

    /// <summary>Pictures of a planner, where it made several.</summary>
    public const string Branches = "branches";

    /// <summary>Folder of the rounds' pictures; a record names its files itself.</summary>
    public const string Rounds = "rounds";

    public const string Run = "run.json";

    public const string Report = "report.html";
}
