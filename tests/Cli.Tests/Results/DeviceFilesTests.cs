using ReCorD.Cli.Application;
using ReCorD.Cli.Results;
using ReCorD.Cli.Tests.Experiments;
using ReCorD.Cli.Tests.Support;

namespace ReCorD.Cli.Tests.Results;

public sealed class DeviceFilesTests
{
    /// <summary>The place need not exist, so that no test can break a machine.</summary>
    private const string Device = "/dev/record-tests/null";

    [Fact]
    public async Task Out_OfADevice_IsRefusedByEveryCommandThatReplacesFiles()
    {
        if (OperatingSystem.IsWindows())
        {
            // Devices have no paths in its file system.
            return;
        }

        string[][] commands =
        [
            ["model", "export", "mini-hoi", "--component", "vae_decoder", "--out", Device],
            ["bench", "--what", "unet", "--profile", Device],
            ["generate", "a boy is kicking a ball", "--record", Device, "--force"],
            ["experiment", "run", ShippedExperiments.At("layout-restoration.yaml"), "--out", "results", "--record", Device],
        ];
        foreach (string[] arguments in commands)
        {
            using CommandHarness harness = new();

            Assert.Equal(ExitCode.Failure, await harness.RunAsync(arguments));

            Assert.Contains("a place of devices", harness.Error.ToString(), StringComparison.Ordinal);
            Assert.False(Directory.Exists(Path.GetDirectoryName(Device)));
            Assert.Empty(harness.Files());
        }

        Assert.Throws<CommandException>(() => OutputFile.Open(Device));
    }
}
