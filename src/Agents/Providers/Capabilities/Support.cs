namespace ReCorD.Agents.Providers.Capabilities;

/// <summary>Whether a model has a capability.</summary>
internal enum Support
{
    /// <summary>Found out by a small request when it is first needed.</summary>
    Auto,

    Yes,

    No,
}
