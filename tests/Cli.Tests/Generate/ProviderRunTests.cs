using System.Text;
using System.Text.Json.Nodes;
using ReCorD.Agents.Runs;
using ReCorD.Agents.Tests.Providers.OpenAi;
using ReCorD.Cli.Application;
using ReCorD.Cli.Results;
using ReCorD.Cli.Tests.Support;

namespace ReCorD.Cli.Tests.Generate;

/// <summary>Whole runs of the program with a chat model behind a real connection.</summary>
public sealed class ProviderRunTests : IDisposable
{
    private const string Key = "sk-very-secret-0123456789";

    private readonly ChatServer server = new();

    public void Dispose() => server.Dispose();

    /// <summary>The key is sent and nothing else: whatever the program writes is searched for it, packed pictures included.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_key_reaches_the_server_and_no_file_and_no_terminal(bool fails)
    {
        server.Respond = fails ? _ => new ServerAnswer(401, $$"""{"error": {"message": "Incorrect API key provided: {{Key}}"} }""") : new SimulatedModel().Answer;
        using CommandHarness harness = new(environment: [("MY_KEY", Key)]);

        int exitCode = await harness.RunAsync(
        [
            "generate", "a boy is kicking a ball", "--seed", "3", "--steps", "2", "--candidates", "2", "--out", "out", "--verbose", "--provider", "mine", "--record", "answers.jsonl",
            "--Chat:Providers:mine:Kind", "openai", "--Chat:Providers:mine:Endpoint", server.Address, "--Chat:Providers:mine:Model", "m", "--Chat:Providers:mine:ApiKeyEnvironment", "MY_KEY",
        ]);

        Assert.Equal(fails ? ExitCode.Failure : ExitCode.Success, exitCode);
        Assert.Contains(server.Headers, header => header == $"Authorization: Bearer {Key}");
        Assert.DoesNotContain(Key, harness.Output.ToString() + harness.Error, StringComparison.Ordinal);
        Assert.All(harness.Files(), file => Assert.False(Holds(harness.Folder.At(file), Key), file));
        if (!fails)
        {
            RunRecord record = RecordFile.Read(harness.Folder.At("out"), harness.Services.Png);
            Assert.Equal(("mine", 1, null), (record.Settings.Provider, record.PoseChoice!.Index, record.PoseChoice.Fallback));
            Assert.All(harness.Services.Png.ReadTexts(File.ReadAllBytes(harness.Folder.At("out/image.png"))).Values, text => Assert.DoesNotContain(Key, text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task One_agent_may_have_a_model_of_its_own()
    {
        server.Respond = new SimulatedModel().Answer;
        using CommandHarness harness = new();

        Assert.Equal(ExitCode.Success, await harness.RunAsync(
        [
            "generate", "a boy is kicking a ball", "--seed", "3", "--steps", "2", "--candidates", "2", "--out", "out", "--provider", "pose-selection=vllm",
            "--Chat:Providers:vllm:Endpoint", server.Address, "--Chat:Providers:vllm:Model", "m", "--Chat:Providers:vllm:Capabilities:Tools", "no",
        ]));

        RunRecord record = RecordFile.Read(harness.Folder.At("out"), harness.Services.Png);
        Assert.Equal([new AgentProviderRecord("pose-selection", "vllm")], record.Settings.AgentProviders);
        Assert.Equal(("builtin", 1), (record.Settings.Provider, record.PoseChoice!.Index));
        Assert.Contains("vllm", Assert.Single(record.Warnings, warning => warning.Contains("calls no tools", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.DoesNotContain(server.Requests, request => request.ToJsonString().Contains("submit_layout", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_program_warned_of_is_in_the_replay_too()
    {
        server.Respond = new SimulatedModel { WithoutTools = new(400, """{"error": "this model does not support tools"}""") }.Answer;
        using CommandHarness harness = new();
        string[] run = ["generate", "a boy is kicking a ball", "--seed", "3", "--steps", "2", "--candidates", "2"];

        int[] exitCodes =
        [
            await harness.RunAsync([.. run, "--out", "one", "--record", "answers.jsonl", "--provider", "ollama", "--Chat:Providers:ollama:Endpoint", server.Address, "--Chat:Providers:ollama:Model", "m"]),
            await harness.RunAsync([.. run, "--out", "two", "--replay", "answers.jsonl"]),
        ];

        Assert.Equal([0, 0], exitCodes);
        RunRecord first = RecordFile.Read(harness.Folder.At("one"), harness.Services.Png), second = RecordFile.Read(harness.Folder.At("two"), harness.Services.Png);
        Assert.Contains(first.Warnings, warning => warning.Contains("calls no tools", StringComparison.Ordinal));
        Assert.Equal(first.Warnings, second.Warnings);
        Assert.Equal(first.ImageSha256, second.ImageSha256);
    }

    [Fact]
    public async Task Doctor_tells_what_each_provider_is_and_asks_only_on_request()
    {
        server.Respond = new SimulatedModel { IgnoresAll = true }.Answer;
        using CommandHarness harness = new();
        string[] doctor =
        [
            "doctor", "--json", "--Chat:Agents:layout", "near", "--Chat:Providers:near:Kind", "ollama", "--Chat:Providers:near:Endpoint", server.Address.Replace("//", "//me:password@", StringComparison.Ordinal),
            "--Chat:Providers:near:Model", "llava", "--Chat:Providers:far:Kind", "openai", "--Chat:Providers:far:Model", "gpt",
        ];

        Assert.Equal(ExitCode.Success, await harness.RunAsync(doctor));
        Assert.Empty(server.Requests);
        Assert.Equal($"ok near, model llava at {server.Address}; tools not known yet, vision not known yet, JSON schema not known yet", Finding(harness, "chat provider near (layout)"));
        Assert.StartsWith("warning Chat provider 'far' has no key", Finding(harness, "chat provider far"), StringComparison.Ordinal);
        Assert.DoesNotContain("password", harness.Output.ToString(), StringComparison.Ordinal);

        harness.Output.GetStringBuilder().Clear();
        Assert.Equal(ExitCode.Success, await harness.RunAsync([.. doctor, "--probe"]));
        Assert.EndsWith("tools no, vision no, JSON schema no", Finding(harness, "chat provider near (layout)"), StringComparison.Ordinal);
    }

    private static string Finding(CommandHarness harness, string name)
    {
        JsonNode finding = JsonNode.Parse(harness.Output.ToString())!.AsArray().Single(item => (string)item!["name"]! == name)!;
        return $"{finding["health"]} {finding["text"]}";
    }

    private static bool Holds(string file, string text) => File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
}
