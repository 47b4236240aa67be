namespace ReCorD.Cli.Progress;

/// <summary>Who reads standard output.</summary>
internal enum OutputStyle
{
    /// <summary>A person.</summary>
    Human,

    /// <summary>A program (<c>--json</c>).</summary>
    Json,
}
