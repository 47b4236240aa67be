using ReCorD.Agents.Providers;
using ReCorD.Compute.Runtime;
using ReCorD.Engines;

namespace ReCorD.SemanticKernel;

/// <summary>What ReCorD works with in a kernel.</summary>
public sealed record RecordOptions
{
    /// <summary>The model: a folder in diffusers layout or a checkpoint file, such as <c>models/mini-hoi</c>.</summary>
    public required string Model { get; init; }

    /// <summary>Folder of the pose network. Null (default): that of the model, where it has one.</summary>
    public string? PoseFolder { get; init; }

    /// <summary>Folder with the agents' prompts. Default: <c>prompts</c> beside the program, where the build puts them.</summary>
    public string PromptFolder { get; init; } = Path.Combine(AppContext.BaseDirectory, "prompts");

    /// <summary>The chat models of our agents, as under <c>Chat</c> in appsettings.json. Null (default): they talk to the kernel's chat service.</summary>
    public ChatSettings? Chat { get; init; }

    /// <summary>Looks up an environment variable, for the keys of <see cref="Chat"/>. Default: there are none.</summary>
    public Func<string, string?> Environment { get; init; } = static _ => null;

    /// <summary>Threads that compute. Default: all processors.</summary>
    public ThreadSettings Threads { get; init; } = new();

    /// <summary>More to load: LoRA files, another device. <see cref="Model"/> and <see cref="PoseFolder"/> take the place of what it says of these. Default: nothing.</summary>
    public EngineOptions? Engine { get; init; }

    /// <summary>Runs' clock. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    internal EngineOptions ToEngine()
    {
        string own = Path.Combine(Engine?.ModelOptions.ConfigFolder ?? Model, "pose");
        return (Engine ?? new EngineOptions { Model = Model }) with { Model = Model, PoseFolder = PoseFolder ?? (Directory.Exists(own) ? own : null) };
    }
}
