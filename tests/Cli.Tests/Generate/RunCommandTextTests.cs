using ReCorD.Cli.Configuration;
using ReCorD.Cli.Generate;
using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Checkpoints.Lora;

namespace ReCorD.Cli.Tests.Generate;

public sealed class RunCommandTextTests
{
    private static readonly RunPlan Plan = new()
    {
        Prompt = "a boy is kicking a ball", Method = "record", Profile = "default", Model = "models/mini-hoi", Seed = 1, Candidates = 2, Steps = 8, NegativePrompt = "",
        Provider = "openai", Orchestration = "pipeline", RoughSteps = new GenerateSettings().RoughSteps, Device = new DeviceSettings(),
    };

    [Fact]
    public void Of_DefaultsOnly_NamesWhatEveryRunNeeds() =>
        Assert.Equal("record generate \"a boy is kicking a ball\" --model models/mini-hoi --seed 1 --candidates 2 --steps 8", RunCommandText.Of(Plan));

    [Fact]
    public void Of_ChoicesOfTheUser_NamesThemAll()
    {
        RunPlan plan = Plan with
        {
            Orchestration = "planner", PromptAgent = "always", Interaction = 2, Rounds = 3, PreviewStep = 4, RoughSteps = 3, CorrectionStrength = 1.5,
            Box = Box.FromPixels(40, 40, 180, 180), Lora = [new LoraChoice("a b.safetensors", 0.5)],
        };

        Assert.EndsWith(
            " --orchestration planner --prompt-agent always --interaction 2 --rounds 3 --preview-step 4 --rough-steps 3 --correction-strength 1.5 --box 40,40,180,180 --lora \"a b.safetensors:0.5\"",
            RunCommandText.Of(plan), StringComparison.Ordinal);
    }
}
