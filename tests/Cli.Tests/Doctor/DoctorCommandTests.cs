using System.Text.Json.Nodes;
using ReCorD.Cli.Application;
using ReCorD.Cli.Tests.Support;

namespace ReCorD.Cli.Tests.Doctor;

public class DoctorCommandTests
{
    [Fact]
    public async Task Doctor_WholeInstallation_FindsEverythingWell()
    {
        using CommandHarness harness = new();

        int exitCode = await harness.RunAsync("doctor", "--json");

        JsonArray findings = JsonNode.Parse(harness.Output.ToString())!.AsArray();
        Assert.DoesNotContain(findings, finding => (string)finding!["health"]! == "failure");
        Assert.Equal(ExitCode.Success, exitCode);
        Assert.Superset(
            new HashSet<string>(["program", ".NET", "ONNX Runtime", "devices", "libvips", "model", "pose", "prompts", "chat provider"]),
            findings.Select(finding => (string)finding!["name"]!).ToHashSet());
    }

    [Fact]
    public async Task Doctor_FolderThatIsNoModel_FailsAndNamesWhatIsMissing()
    {
        using CommandHarness harness = new();
        Directory.CreateDirectory(harness.Folder.At("broken/unet"));
        File.WriteAllText(harness.Folder.At("broken/model_index.json"), "{}");

        int exitCode = await harness.RunAsync("doctor", "--model", "broken");

        Assert.Equal(ExitCode.Failure, exitCode);
        Assert.Contains($"lacks {Path.Combine("unet", "config.json")}", harness.Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_ModelThatIsNotThere_SaysSoOnce()
    {
        using CommandHarness harness = new();

        Assert.Equal(ExitCode.Failure, await harness.RunAsync("doctor", "--model", "nowhere", "--json"));

        JsonArray findings = JsonNode.Parse(harness.Output.ToString())!.AsArray();
        Assert.Equal("model", (string)Assert.Single(findings, finding => (string)finding!["health"]! == "failure")!["name"]!);
        Assert.Equal("warning", (string)findings.Single(finding => (string)finding!["name"]! == "pose")!["health"]!);
    }

    /// <summary>The processor computes everywhere.</summary>
    [Fact]
    public async Task Doctor_Devices_AreThoseThatCompute()
    {
        using CommandHarness harness = new();

        await harness.RunAsync("doctor", "--json");

        JsonNode finding = JsonNode.Parse(harness.Output.ToString())!.AsArray().Single(finding => (string)finding!["name"]! == "devices")!;
        Assert.Contains("cpu", ((string)finding["text"]!).Split('(')[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "ok", "HeatmapPose, in ")]
    [InlineData(false, "warning", "none: ")]
    public async Task Doctor_ModelWithAndWithoutAPoseNetwork_SaysWhatIsTaken(bool brings, string health, string text)
    {
        using CommandHarness harness = new();
        ModelCopy.Make(harness.Folder.At("model"));
        if (!brings)
        {
            Directory.Delete(harness.Folder.At("model/pose"), recursive: true);
        }

        int exitCode = await harness.RunAsync("doctor", "--model", "model", "--json");

        JsonNode finding = JsonNode.Parse(harness.Output.ToString())!.AsArray().Single(finding => (string)finding!["name"]! == "pose")!;
        Assert.Equal(ExitCode.Success, exitCode);
        Assert.Equal(health, (string)finding["health"]!);
        Assert.Contains(text, (string)finding["text"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_PoseFolderWithoutNetwork_FailsAndNamesWhatBelongsThere()
    {
        using CommandHarness harness = new();
        Directory.CreateDirectory(harness.Folder.At("empty"));

        int exitCode = await harness.RunAsync("doctor", "--pose", "empty");

        Assert.Equal(ExitCode.Failure, exitCode);
        Assert.Contains("person_detection_mediapipe_2023mar.onnx", harness.Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_DeviceAuto_SaysWhichWorks()
    {
        using CommandHarness harness = new();

        int exitCode = await harness.RunAsync("doctor", "--device", "auto", "--json");

        JsonNode finding = JsonNode.Parse(harness.Output.ToString())!.AsArray().Single(finding => (string)finding!["name"]! == "device")!;
        Assert.Equal(ExitCode.Success, exitCode);
        Assert.Matches("^(cuda|dml|coreml|webgpu|cpu), (single|half) precision", (string)finding["text"]!);
    }

    [Theory]
    [InlineData("Chat:Provider", "nobody", "nobody")]
    [InlineData("Device:Name", "abacus", "abacus")]
    [InlineData("Device:Name", "CPU", "CPU")]
    public async Task Doctor_SettingThatCannotWork_Fails(string key, string value, string named)
    {
        using CommandHarness harness = new();

        int exitCode = await harness.RunAsync("doctor", $"--{key}", value);

        Assert.Equal(ExitCode.Failure, exitCode);
        Assert.Contains(named, harness.Output.ToString(), StringComparison.Ordinal);
    }
}
