namespace ReCorD.Cli.Results;

/// <summary>Keywords of the text chunks in our pictures.</summary>
internal static class PngTextKeys
{
    /// <summary>Settings in the form that AUTOMATIC1111's web UI writes and most galleries read.</summary>
    public const string Parameters = "parameters";

    /// <summary>The whole <see cref="Agents.Runs.RunRecord"/> as JSON.</summary>
    public const string Record = "record";
}
