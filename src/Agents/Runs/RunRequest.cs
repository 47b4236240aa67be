using ReCorD.Agents.Prompting;
using ReCorD.Diffusion.Prompts;
using ReCorD.Plugins.Guards;

namespace ReCorD.Agents.Runs;

/// <summary>One run to carry out.</summary>
public sealed record RunRequest
{
    public required InteractionPrompt Prompt { get; init; }

    /// <summary>How the text was read where the prompt agent was asked; null where it was not. Its prompt is <see cref="Prompt"/>.</summary>
    public PromptReading? Reading { get; init; }

    /// <summary>What the user asked for, complete with defaults. <see cref="RunSettings.Box"/> takes the layout agent's place.</summary>
    public required RunSettings Settings { get; init; }

    /// <summary>The model that the method was built from; copied into the record.</summary>
    public required ModelRecord Model { get; init; }

    /// <summary>Program and version for the record, as <c>ReCorD 0.1.0</c>.</summary>
    public required string Program { get; init; }

    /// <summary>Threshold of the change check, from the profile. Default 0.7.</summary>
    public double ChangeThreshold { get; init; } = 0.7;

    /// <summary>What a planner may use, where one drives the run.</summary>
    public RunLimits Limits { get; init; } = new();

    /// <summary>Strength of corrections where the settings give none, from the profile. Default 15.</summary>
    public double ProfileStrength { get; init; } = 15;

    /// <summary>Decisions of an earlier run; with them no chat model is asked.</summary>
    public ReplayDecisions? Decisions { get; init; }
}
