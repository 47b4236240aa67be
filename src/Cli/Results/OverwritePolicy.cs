namespace ReCorD.Cli.Results;

/// <summary>What to do with a folder that already holds files.</summary>
internal enum OverwritePolicy
{
    /// <summary>Leave it alone and say so.</summary>
    Refuse,

    /// <summary>Replace results of an earlier run; keep other files.</summary>
    Replace,
}
