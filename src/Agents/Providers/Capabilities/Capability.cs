namespace ReCorD.Agents.Providers.Capabilities;

/// <summary>Something that not every chat model can do.</summary>
internal enum Capability
{
    /// <summary>Calls tools.</summary>
    Tools,

    /// <summary>Sees pictures.</summary>
    Vision,

    /// <summary>Answers by a JSON schema on demand.</summary>
    JsonSchema,
}
