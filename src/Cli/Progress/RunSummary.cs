using ReCorD.Agents.Runs;

namespace ReCorD.Cli.Progress;

/// <summary>What was done.</summary>
/// <param name="Record">The record of the run.</param>
/// <param name="Folder">Where the results are.</param>
/// <param name="Seconds">Wall time from the start to the last file.</param>
/// <param name="IsStopped">The run was cancelled; what it had come to was kept.</param>
internal sealed record RunSummary(RunRecord Record, string Folder, double Seconds, bool IsStopped = false);
