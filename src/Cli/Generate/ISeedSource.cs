namespace ReCorD.Cli.Generate;

/// <summary>Chooses a seed where the user gave none.</summary>
internal interface ISeedSource
{
    /// <summary>A seed in [0, 2^31).</summary>
    long Next();
}
