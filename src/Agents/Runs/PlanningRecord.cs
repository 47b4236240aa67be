using ReCorD.Compute.Imaging;

namespace ReCorD.Agents.Runs;

/// <summary>How a planner drove a run.</summary>
/// <param name="Summary">Its last word: what was done, in a sentence. Null where it never finished, and the program chose the branch.</param>
/// <param name="Calls">Tool calls it made, refused ones included.</param>
/// <param name="Steps">Denoising steps of all pictures and previews.</param>
/// <param name="Branches">The pictures that it made, in order; one of them is what the rest of the record describes.</param>
public sealed record PlanningRecord(string? Summary, int Calls, int Steps, IReadOnlyList<BranchRecord> Branches);

/// <summary>One picture of a planner.</summary>
/// <param name="Index">Counted from 0.</param>
/// <param name="Candidate">The candidate it was made from.</param>
/// <param name="Reasoning">Why that candidate.</param>
/// <param name="Box">Where the object was to be.</param>
/// <param name="Corrected">Whether the picture was changed; else the object was in place.</param>
/// <param name="ShareAfter">Share of the object's attention inside the box at the end, in [0, 1].</param>
/// <param name="IouAfter">Intersection over union of the located object and the box at the end.</param>
/// <param name="Kept">Whether it is the run's result.</param>
public sealed record BranchRecord(int Index, int Candidate, string Reasoning, Box Box, bool Corrected, double ShareAfter, double IouAfter, bool Kept);
