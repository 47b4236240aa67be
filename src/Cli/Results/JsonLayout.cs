namespace ReCorD.Cli.Results;

/// <summary>How JSON text is laid out.</summary>
internal enum JsonLayout
{
    /// <summary>No spaces, for machines and PNG chunks.</summary>
    Compact,

    /// <summary>One entry a line, for people.</summary>
    Indented,
}
