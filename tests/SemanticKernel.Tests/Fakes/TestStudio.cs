using Microsoft.SemanticKernel;
using ReCorD.SemanticKernel.Scenes;

namespace ReCorD.SemanticKernel.Tests.Fakes;

/// <summary>Kernels and scenes with the embedded model and few steps.</summary>
internal static class TestStudio
{
    public const string Sentence = "a boy is kicking a ball";

    public static SceneOptions Quick { get; } = new() { Seed = 3, Candidates = 2, Steps = 4 };

    public static string PromptFolder { get; } = Path.Combine(AppContext.BaseDirectory, "prompts");

    public static RecordOptions Options { get; } = new() { Model = Path.Combine(AppContext.BaseDirectory, "mini-hoi") };

    /// <summary>A kernel that talks to the built-in planner.</summary>
    public static Kernel Kernel(Action<IKernelBuilder>? more = null)
    {
        IKernelBuilder builder = Microsoft.SemanticKernel.Kernel.CreateBuilder().AddReCorDChatCompletion();
        more?.Invoke(builder);
        return builder.Build();
    }
}
