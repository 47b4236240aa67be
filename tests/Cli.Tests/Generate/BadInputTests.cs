using ReCorD.Cli.Application;
using ReCorD.Cli.Progress;
using ReCorD.Cli.Tests.Support;

namespace ReCorD.Cli.Tests.Generate;

/// <summary>
/// Everything that users get wrong, run through the whole program with the embedded model: an exit code that is not zero, one message that says
/// what to do, no stack trace, and the folder as it was before.
/// </summary>
public sealed class BadInputTests : IDisposable
{
    private const string Prompt = "a boy is kicking a ball";

    /// <summary>As little work as possible where a case fails only after the candidates.</summary>
    private static readonly string[] Quick = ["--steps", "1", "--candidates", "1", "--seed", "1"];

    private readonly CommandHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData(" \t\n")]
    [InlineData("\u3000")]
    public async Task Prompt_Empty_IsRefused(string prompt) => await RefusesAsync(ExitCode.Usage, "The prompt is empty", prompt);

    [Fact]
    public async Task Prompt_TwoThousandWords_IsRefused()
        => await RefusesAsync(ExitCode.Usage, "2000 words; at most 300", string.Join(' ', Enumerable.Repeat("ball", 2000)));

    /// <summary>The embedded model reads 16 tokens, so that a wordy sentence leaves no room for its object.</summary>
    [Fact]
    public async Task Prompt_ObjectBeyondTheTextEncoder_IsRefused()
        => await RefusesAsync(ExitCode.Failure, "shorten the prompt", "a very tall old man with a long grey beard in a red coat is slowly holding a big umbrella");

    [Theory]
    [InlineData("a red ball")]
    [InlineData("is kicking a ball")]
    [InlineData("a boy is kicking")]
    [InlineData("!!!")]
    [InlineData("👦")]
    public async Task Prompt_WithoutVerbOrObject_IsDrawnWithoutCorrectionAndSaysWhichFormIsNeeded(string prompt)
    {
        Assert.Equal(ExitCode.Success, await _harness.RunAsync(["generate", prompt, "--out", "out", .. Quick]));

        Assert.Contains("warning: ", _harness.Output.ToString(), StringComparison.Ordinal);
        Assert.Contains("a boy is kicking a ball", _harness.Output.ToString(), StringComparison.Ordinal);
        Assert.Contains("made without correction", _harness.Output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExitCode.Usage, "expects a weight from -100 to 100", "--lora", "ink.safetensors:1000")]
    [InlineData(ExitCode.Usage, "expects a .safetensors file", "--lora", ":0.5")]
    [InlineData(ExitCode.Usage, "token without spaces", "--embedding", "toy.safetensors:a toy")]
    [InlineData(ExitCode.Usage, "Generate:Lora expects", "--set", "Generate:Lora:0=ink.safetensors:nan")]
    [InlineData(ExitCode.Failure, "no such file", "--lora", "ink.safetensors")]
    [InlineData(ExitCode.Failure, "no such file", "--embedding", "toy.safetensors")]
    [InlineData(ExitCode.Failure, "a folder has configurations of its own", "--config", "somewhere")]
    public async Task ModelFiles_MissingOrMalformed_AreRefused(int exitCode, string expected, string option, string value) => await RefusesAsync(exitCode, expected, Prompt, option, value);

    [Theory]
    [InlineData(ExitCode.Usage, "must lie inside the picture", "0,0,600,600")]
    [InlineData(ExitCode.Usage, "must lie inside the picture", "-10,0,100,100")]
    [InlineData(ExitCode.Usage, "x1 < x2 and y1 < y2", "300,300,100,100")]
    [InlineData(ExitCode.Usage, "x1 < x2 and y1 < y2", "100,300,300,300")]
    [InlineData(ExitCode.Usage, "four numbers", "1,2,3")]
    [InlineData(ExitCode.Usage, "four numbers", "a,b,c,d")]
    [InlineData(ExitCode.Failure, "at least 0.5 %", "10,10,11,11")]
    public async Task Box_OutsideInvertedOrMalformed_IsRefused(int exitCode, string expected, string box) => await RefusesAsync(exitCode, expected, Prompt, "--box", box);

    [Fact]
    public async Task Model_Missing_IsRefused() => await RefusesAsync(ExitCode.Failure, "was not found", Prompt, "--model", "nowhere");

    [Theory]
    [InlineData(ExitCode.Failure, "named by --pose", "--pose", "nowhere")]
    [InlineData(ExitCode.Failure, "git-lfs pointer", "--pose", "pointer")]
    [InlineData(ExitCode.Usage, "--pose needs the name of a folder", "--pose", " ")]
    public async Task Pose_MissingOrNoNetwork_IsRefused(int exitCode, string expected, params string[] options)
    {
        Directory.CreateDirectory(_harness.Folder.At("pointer"));
        File.WriteAllText(_harness.Folder.At("pointer/person_detection_mediapipe_2023mar.onnx"), "version https://git-lfs.github.com/spec/v1\n");

        await RefusesAsync(exitCode, expected, [Prompt, .. options]);
    }

    [Theory]
    [InlineData("model_index.json")]
    [InlineData("unet/config.json")]
    [InlineData("unet/diffusion_pytorch_model.fp16.safetensors")]
    [InlineData("vae/config.json")]
    [InlineData("vae/diffusion_pytorch_model.fp16.safetensors")]
    [InlineData("text_encoder/config.json")]
    [InlineData("text_encoder/model.fp16.safetensors")]
    [InlineData("tokenizer/vocab.json")]
    [InlineData("tokenizer/merges.txt")]
    [InlineData("scheduler/scheduler_config.json")]
    [InlineData("pose/config.json")]
    [InlineData("pose/model.onnx")]
    public async Task ModelFile_MissingEmptyOrGarbage_IsNamed(string file)
    {
        string model = CopyModel(), path = Path.Combine(model, file);
        string expected = Path.GetDirectoryName(file) is { Length: > 0 } part ? part : file;

        File.Delete(path);
        await RefusesAsync(ExitCode.Failure, expected, Prompt, "--model", model);
        File.WriteAllText(path, "");
        await RefusesAsync(ExitCode.Failure, expected, Prompt, "--model", model);
        File.WriteAllText(path, "garbage that no reader takes for what it should be");
        await RefusesAsync(ExitCode.Failure, expected, Prompt, "--model", model);
    }

    [Theory]
    [InlineData("unet/diffusion_pytorch_model.fp16.safetensors")]
    [InlineData("vae/diffusion_pytorch_model.fp16.safetensors")]
    [InlineData("text_encoder/model.fp16.safetensors")]
    public async Task ModelWeights_CutOff_SaysSo(string file)
    {
        string model = CopyModel();
        using (FileStream weights = File.OpenWrite(Path.Combine(model, file)))
        {
            weights.SetLength(weights.Length - 1);
        }

        await RefusesAsync(ExitCode.Failure, "may be cut off", Prompt, "--model", model);
    }

    /// <summary>A file in the way stops every user, also one who may write everywhere.</summary>
    [Theory]
    [InlineData(ExitCode.Usage, "is a file", "taken")]
    [InlineData(ExitCode.Failure, "Cannot write results", "taken/below")]
    [InlineData(ExitCode.Usage, "is not empty", "full")]
    [InlineData(ExitCode.Usage, "--out needs the name of a folder", " ")]
    public async Task Output_NotWritable_IsRefused(int exitCode, string expected, string folder)
    {
        File.WriteAllText(_harness.Folder.At("taken"), "mine");
        Directory.CreateDirectory(_harness.Folder.At("full"));
        File.WriteAllText(_harness.Folder.At("full/mine.txt"), "mine");

        await RefusesAsync(exitCode, expected, Prompt, "--out", folder);

        Assert.Equal("mine", File.ReadAllText(_harness.Folder.At("taken")));
    }

    [Theory]
    [InlineData("There is no chat provider 'nobody'", "--provider", "nobody")]
    [InlineData("has no model", "--provider", "openai")]
    [InlineData("has no key", "--provider", "openai", "--Chat:Providers:openai:Model", "eye")]
    public async Task Provider_UnknownOrIncomplete_IsRefused(string expected, params string[] options) => await RefusesAsync(ExitCode.Failure, expected, [Prompt, .. options]);

    [Theory]
    [InlineData("=builtin")]
    [InlineData("layout=")]
    public async Task Provider_WithoutAgentOrName_IsRefused(string choice) => await RefusesAsync(ExitCode.Usage, "expects the name of a chat provider", Prompt, "--provider", choice);

    [Theory]
    [InlineData("9223372036854775807")]
    [InlineData("-1")]
    public async Task Seed_OfTheConfigurationOutOfRange_IsRefused(string seed) =>
        await RefusesAsync(ExitCode.Usage, "Generate:Seed", [Prompt, "--Generate:Seed", seed]);

    [Fact]
    public async Task Endpoint_Down_IsRefusedBeforeAnythingIsMade()
    {
        await RefusesAsync(ExitCode.Failure, "cannot be reached", [Prompt, .. Endpoint(CannedServer.DeadAddress())]);

        Assert.DoesNotContain(StageTitles.Of(StageTitles.Load), _harness.Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoint_DownForAPlainPicture_IsNotAsked() =>
        Assert.Equal(ExitCode.Success, await _harness.RunAsync(["generate", Prompt, "--method", "stable-diffusion", .. Endpoint(CannedServer.DeadAddress())]));

    [Theory]
    [InlineData("")]
    [InlineData("<html>Welcome</html>")]
    [InlineData("{}")]
    [InlineData("{\"choices\": [{}]}")]
    public async Task Endpoint_AnswersNonsense_IsRefused(string answer)
    {
        using CannedServer server = new(answer);

        await RefusesAsync(ExitCode.Failure, "not the OpenAI chat protocol", [Prompt, .. Endpoint(server.Address)]);
    }

    [Fact]
    public async Task Verbose_AnyFailure_ShowsTheStackBeforeTheMessage()
    {
        Assert.Equal(ExitCode.Failure, await _harness.RunAsync("generate", Prompt, "--model", "nowhere", "--verbose"));

        Assert.Contains("   at ", _harness.Error.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("error: ", _harness.Error.ToString().TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
    }

    private static string[] Endpoint(string address) =>
    [
        "--provider", "openai", "--Chat:Providers:openai:Endpoint", address, "--Chat:Providers:openai:Model", "eye", "--Chat:Providers:openai:ApiKey", "k", "--Chat:Providers:openai:Retries", "0", .. Quick,
    ];

    private async Task RefusesAsync(int expectedExitCode, string expected, params string[] arguments)
    {
        string[] before = Entries();
        _harness.Error.GetStringBuilder().Clear();

        int exitCode = await _harness.RunAsync(["generate", .. arguments]);

        string[] lines = _harness.Error.ToString().TrimEnd('\r', '\n').Split('\n');
        Assert.StartsWith("error: ", lines[0], StringComparison.Ordinal);
        Assert.Contains(expected, lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain("unexpected error", lines[0], StringComparison.Ordinal);
        Assert.All(lines[1..], line => Assert.StartsWith("See 'record ", line, StringComparison.Ordinal));
        Assert.Equal(expectedExitCode, exitCode);
        Assert.Equal(before, Entries());
    }

    private string[] Entries() => [.. Directory.GetFileSystemEntries(_harness.Folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private string CopyModel() => ModelCopy.Make(_harness.Folder.At("model"));
}
