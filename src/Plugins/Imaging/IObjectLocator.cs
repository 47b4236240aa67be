using ReCorD.Compute.Imaging;

namespace ReCorD.Plugins.Imaging;

/// <summary>Finds where an attention map says that its word is.</summary>
public interface IObjectLocator
{
    /// <summary>The box around the largest region of high attention, edges in [0, 1]; null where the map shows no region.</summary>
    Box? Locate(ScalarMap attention);

    /// <summary>How many separate regions of high attention a map shows, those left out that hold much less of it than the strongest.</summary>
    int CountRegions(ScalarMap attention);
}
