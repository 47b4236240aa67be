namespace ReCorD.Cli.Bench;

/// <summary>What is measured.</summary>
internal enum BenchSubject
{
    /// <summary>The network forward.</summary>
    Unet,

    /// <summary>Forward and the gradient of the box loss, together.</summary>
    Guidance,

    /// <summary>Whether corrections move objects into their boxes, over many prompts.</summary>
    Correction,

    /// <summary>Whether previews lead to the same choice of candidate, and what they save.</summary>
    Preview,
}
