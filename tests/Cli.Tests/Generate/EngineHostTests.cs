using ReCorD.Cli.Application;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Generate;
using ReCorD.Cli.Tests.Support;
using ReCorD.Diffusion.Checkpoints.Lora;
using ReCorD.Plugins.Events;

namespace ReCorD.Cli.Tests.Generate;

public sealed class EngineHostTests : IDisposable
{
    private readonly CommandHarness harness = new();

    public void Dispose() => harness.Dispose();

    [Fact]
    public void A_plan_that_needs_the_same_gets_the_loaded_engine()
    {
        LoadedEngine first = Get(Plan());

        Assert.Same(first, Get(Plan() with { Prompt = "a girl is flying a kite", Seed = 7, Steps = 3, Device = new DeviceSettings() }));
    }

    [Fact]
    public void Another_device_option_needs_another_engine()
    {
        LoadedEngine first = Get(Plan());

        Assert.NotSame(first, Get(Plan() with { Device = new DeviceSettings { Options = { ["cuda"] = new() { ["device_id"] = "1" } } } }));
    }

    [Fact]
    public void A_failed_loading_leaves_the_host_usable()
    {
        RunPlan broken = Plan() with { Lora = [new LoraChoice("nowhere.safetensors")] };

        Assert.ThrowsAny<Exception>(() => Get(broken));
        Assert.NotNull(Get(Plan()).Engine);
    }

    [Fact]
    public void A_model_that_is_not_there_is_named_before_anything_is_loaded()
    {
        CommandException error = Assert.Throws<CommandException>(() => harness.Services.Engines.Check(Plan() with { Model = "nowhere" }, new RecordSettings()));

        Assert.Contains("'nowhere' was not found", error.Message, StringComparison.Ordinal);
    }

    private LoadedEngine Get(RunPlan plan) => harness.Services.Engines.Get(plan, new RecordSettings(), NullRunObserver.Instance, CancellationToken.None);

    private static RunPlan Plan() => new()
    {
        Prompt = "a boy is kicking a ball", Method = "record", Profile = "default", Model = "mini-hoi", Seed = 1, Candidates = 2, Steps = 2, NegativePrompt = "",
        Provider = "builtin", Orchestration = "pipeline", Device = new DeviceSettings(),
    };
}
