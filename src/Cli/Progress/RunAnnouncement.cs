using ReCorD.Cli.Generate;

namespace ReCorD.Cli.Progress;

/// <summary>What is about to be done. <paramref name="Folder"/>: where the results will be; a number may be appended.</summary>
internal sealed record RunAnnouncement(RunPlan Plan, string Folder);
