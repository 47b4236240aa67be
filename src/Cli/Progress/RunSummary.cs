using ReCorD.Agents.Runs;

namespace ReCorD.Cli.Progress;

/// <summary>What was done: the record, the folder with the results, and the wall time from start to the last file, in seconds.</summary>
internal sealed record RunSummary(RunRecord Record, string Folder, double Seconds);
