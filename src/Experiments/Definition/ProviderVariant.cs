namespace ReCorD.Experiments.Definition;

/// <summary>One chat model.</summary>
/// <param name="Label">Name in tables; unique.</param>
/// <param name="Id">Name under <c>Chat:Providers</c> or a kind such as <c>builtin</c>; null: the provider of the configuration.</param>
/// <param name="Settings">Entries of the provider that the file gives itself, by their names in the configuration. Holds no key: keys come from where the configuration has them.</param>
/// <param name="Line">Line in the experiment file; 0 where the file names no provider.</param>
public sealed record ProviderVariant(string Label, string? Id, IReadOnlyDictionary<string, string> Settings, long Line);
