using ReCorD.Cli.Application;
using ReCorD.Cli.Tests.Support;
using ReCorD.Diffusion.Methods;

namespace ReCorD.Cli.Tests.Application;

public class RecordApplicationTests
{
    [Theory]
    [InlineData("unknown verb", "paint")]
    [InlineData("prompt", "generate")]
    [InlineData("The prompt is empty", "generate", " ")]
    [InlineData("The prompt is empty", "generate", "")]
    [InlineData("--steps expects", "generate", "x", "--steps", "0")]
    [InlineData("--steps expects", "generate", "x", "--steps", "many")]
    [InlineData("--seed expects", "generate", "x", "--seed", "-1")]
    [InlineData("--candidates expects", "generate", "x", "--candidates", "1000")]
    [InlineData("--guidance-scale expects", "generate", "x", "--guidance-scale", "NaN")]
    [InlineData("--method expects", "generate", "x", "--method", "magic")]
    [InlineData("--profile expects", "generate", "x", "--profile", "best")]
    [InlineData("--box must lie inside", "generate", "x", "--box", "0,0,600,600")]
    [InlineData("--box needs x1 < x2", "generate", "x", "--box", "300,10,200,20")]
    [InlineData("--sed", "generate", "x", "--sed", "1")]
    [InlineData("Section:Key=value", "generate", "x", "--set", "Generate")]
    [InlineData("Nonsense", "generate", "x", "--set", "Nonsense:Key=1")]
    [InlineData("Generate:Steps is 0", "generate", "x", "--Generate:Steps", "0")]
    [InlineData("Generate:Method is 'magic'", "generate", "x", "--Generate:Method=magic")]
    [InlineData("--component", "model", "run", "--model", "m", "--inputs", "i", "--outputs", "o")]
    [InlineData("--what expects", "bench", "--what", "everything")]
    public async Task RunAsync_BadCommandLine_IsOneMessageAndExitCodeTwo(string expected, params string[] args)
    {
        using CommandHarness harness = new(ScriptedRunner.Succeeding());

        int exitCode = await harness.RunAsync(args);

        Assert.Equal(ExitCode.Usage, exitCode);
        Assert.Empty(harness.Files());
        Assert.StartsWith("error: ", harness.Error.ToString(), StringComparison.Ordinal);
        if (expected != "unknown verb")
        {
            Assert.Contains(expected, harness.Error.ToString(), StringComparison.Ordinal);
        }

        Assert.DoesNotContain("   at ", harness.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_NoArguments_PrintsAShortHelp()
    {
        using CommandHarness harness = new();

        Assert.Equal(ExitCode.Success, await harness.RunAsync());
        Assert.Contains("record generate \"a boy is kicking a ball\"", harness.Output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("generate", "--help")]
    [InlineData("show", "--help")]
    [InlineData("model", "run", "--help")]
    [InlineData("doctor", "--help")]
    [InlineData("bench", "--help")]
    public async Task RunAsync_Help_EndsWithExamples(params string[] args)
    {
        using CommandHarness harness = new();

        Assert.Equal(ExitCode.Success, await harness.RunAsync(args));
        Assert.Contains("Examples:", harness.Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_KnownFailure_IsItsMessageAlone()
    {
        using CommandHarness harness = new(new ScriptedRunner((_, _, _) => throw new GenerationException("Use another model.")));

        int exitCode = await harness.RunAsync("generate", "x");

        Assert.Equal(ExitCode.Failure, exitCode);
        Assert.Equal($"error: Use another model.{Environment.NewLine}", harness.Error.ToString());
        Assert.Empty(harness.Files());
    }

    [Fact]
    public async Task RunAsync_FailureThatQuotesControlCharacters_DoesNotCommandTheTerminal()
    {
        using CommandHarness harness = new(new ScriptedRunner((_, _, _) => throw new GenerationException("The server said: \u001b[2J\nno.")));

        await harness.RunAsync("generate", "x");

        Assert.Equal($"error: The server said: \uFFFD[2J\nno.{Environment.NewLine}", harness.Error.ToString());
    }

    [Fact]
    public async Task RunAsync_UnexpectedFailure_PointsToVerbose()
    {
        using CommandHarness harness = new(new ScriptedRunner((_, _, _) => throw new InvalidOperationException("broken")));

        Assert.Equal(ExitCode.Failure, await harness.RunAsync("generate", "x"));
        Assert.Contains("unexpected error (InvalidOperationException): broken", harness.Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("--verbose", harness.Error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", harness.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_FailureWithVerbose_ShowsTheStack()
    {
        using CommandHarness harness = new(new ScriptedRunner((_, _, _) => throw new InvalidOperationException("broken")));

        await harness.RunAsync("generate", "x", "--verbose");

        Assert.Contains("   at ", harness.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_FailureWithJson_EndsWithAnErrorEvent()
    {
        using CommandHarness harness = new(new ScriptedRunner((_, _, _) => throw new GenerationException("No.")));

        await harness.RunAsync("generate", "x", "--json");

        Assert.Equal("""{"event":"error","time":0,"message":"No.","exitCode":1}""", harness.Output.ToString().TrimEnd().Split('\n')[^1].Trim());
    }

    [Fact]
    public async Task RunAsync_CancelledWorkThatDoesNotListen_EndsWithinASecondAndCleansUp()
    {
        using CancellationTokenSource cancel = new();
        using SemaphoreSlim release = new(0);
        using CommandHarness harness = new(new ScriptedRunner(async (_, _, _) =>
        {
            await cancel.CancelAsync();
            await release.WaitAsync(CancellationToken.None);
            return Records.Outcome();
        }));
        System.Diagnostics.Stopwatch watch = System.Diagnostics.Stopwatch.StartNew();

        int exitCode = await harness.RunAsync(["generate", "x", "--out", "out"], cancel.Token);

        Assert.Equal(ExitCode.Interrupted, exitCode);
        // Without the release the work never ends by itself: the limit only tells that from a slow machine.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"took {watch.Elapsed}");
        Assert.Empty(Directory.GetFileSystemEntries(harness.Folder.Path));
        release.Release();
    }
}
