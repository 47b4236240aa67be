using ReCorD.Cli.Application;
using ReCorD.Cli.Tests.Support;

namespace ReCorD.Cli.Tests.Models;

/// <summary>A Hub on this machine that has the embedded model, a cache, and the command between them.</summary>
internal sealed class PullRig : IDisposable
{
    /// <summary>The largest file.</summary>
    public const string UNet = "unet/diffusion_pytorch_model.fp16.safetensors";

    public PullRig() => Server.Add(Path.Combine(AppContext.BaseDirectory, "models", "mini-hoi"));

    public HubServer Server { get; } = new();

    /// <summary>The cache.</summary>
    public TemporaryFolder Hub { get; } = new();

    /// <summary>The harness of the last command.</summary>
    public CommandHarness? Last { get; set; }

    public string Snapshot => Hub.At(Path.Combine("models--org--tiny", "snapshots", HubServer.Commit));

    public string[] Incomplete => Directory.Exists(Hub.At("models--org--tiny")) ? Directory.GetFiles(Hub.At("models--org--tiny"), "*.incomplete", SearchOption.AllDirectories) : [];

    public void Dispose()
    {
        Last?.Dispose();
        Server.Dispose();
        Hub.Dispose();
    }

    public CommandHarness Harness(params (string, string)[] environment)
        => new(null, [("HF_ENDPOINT", Server.Address), ("HF_HUB_CACHE", Hub.Path), ("HOME", Hub.At("nobody")), .. environment]);

    public Task<int> RunAsync(params (string, string)[] environment)
    {
        Last?.Dispose();
        Last = Harness(environment);
        return Last.RunAsync("model", "pull", "org/tiny");
    }

    public async Task SucceedAsync(params string[] options)
    {
        Last?.Dispose();
        Last = Harness();
        int exitCode = await Last.RunAsync(["model", "pull", "org/tiny", .. options]);
        Assert.True(exitCode == ExitCode.Success, Last.Error.ToString());
    }

    public async Task<string> FailAsync(params string[] options)
    {
        Last?.Dispose();
        Last = Harness();
        Assert.Equal(ExitCode.Failure, await Last.RunAsync(["model", "pull", "org/tiny", .. options]));
        return Last.Error.ToString();
    }
}
