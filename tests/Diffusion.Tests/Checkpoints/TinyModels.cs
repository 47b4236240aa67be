using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Checkpoints.Initialization;
using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Pipelines;
using ReCorD.Diffusion.Prompts;

namespace ReCorD.Diffusion.Tests.Checkpoints;

/// <summary>Small model folders of every family with random weights, made once for a class of tests, and a place for its files.</summary>
public sealed class TinyModels : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("record-tiny-").FullName;
    private readonly ComputeRuntime runtime = new();

    /// <summary>The folder of <c>tiny-sd1</c>, <c>tiny-sd2</c> or <c>tiny-sdxl</c>.</summary>
    public string Folder(string architecture)
    {
        string folder = At(architecture);
        if (!Directory.Exists(folder))
        {
            ModelInitializer.Write(new InitializationRequest { Architecture = ModelArchitecture.All[architecture], Folder = folder, Seed = 3 });
        }

        return folder;
    }

    public string At(string name) => Path.Combine(root, name);

    /// <summary>A picture of two steps, as bytes. Two steps tell networks apart; the model is disposed of.</summary>
    public byte[] Pixels(IModelSource model, string prompt = "a boy is kicking a ball")
    {
        using DiffusionPipeline pipeline = DiffusionPipeline.Load(runtime, model);
        GenerationRequest request = new() { Prompt = InteractionPromptParser.Parse(prompt), Seed = 1, Steps = 2, GuidanceScale = 4 };
        return GenerationMethods.Create("stable-diffusion", pipeline, RecordProfiles.Default).Generate(request, null, default).Image.Pixels.ToArray();
    }

    public void Dispose()
    {
        runtime.Dispose();
        Directory.Delete(root, recursive: true);
    }
}
