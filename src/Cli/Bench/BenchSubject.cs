namespace ReCorD.Cli.Bench;

/// <summary>What is measured.</summary>
internal enum BenchSubject
{
    /// <summary>The network forward.</summary>
    Unet,

    /// <summary>The network forward with attention edits, four rows: a step of ReCorD.</summary>
    Edited,

    /// <summary>Forward and the gradient of the box loss, together.</summary>
    Guidance,

    /// <summary>The steps of whole runs, from one measurement of each network, for several schedules.</summary>
    Run,

    /// <summary>Whether corrections move objects into their boxes, over many prompts.</summary>
    Correction,

    /// <summary>Whether previews lead to the same choice of candidate, and what they save.</summary>
    Preview,

    /// <summary>What steps that take over another step's deep feature cost in fidelity, and what they save.</summary>
    Cache,

    /// <summary>Whether the planner agent brings runs to their end, and how well.</summary>
    Planner,
}
