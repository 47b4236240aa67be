namespace ReCorD.Cli.CommandLine;

/// <summary>A chat provider by name, for one agent or, where <paramref name="Agent"/> is null, for all.</summary>
internal sealed record ProviderChoice(string? Agent, string Provider);
