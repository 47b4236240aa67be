using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ReCorD.Agents.Runs;
using ReCorD.Cli.Application;
using ReCorD.Cli.Results;
using ReCorD.Cli.Tests.Support;

namespace ReCorD.Cli.Tests.Mcp;

/// <summary>The program as a process of its own, driven by a client over its standard streams, with the embedded model.</summary>
public sealed class McpCommandTests : IDisposable
{
    private const string Prompt = "a boy is kicking a ball";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_client_makes_a_picture_drives_a_scene_by_hand_and_finds_both_kept()
    {
        await using McpProcess server = await StartAsync("--steps", "4", "--candidates", "2");

        CallToolResult picture = await CallAsync(server, "generate_image", new() { ["prompt"] = Prompt, ["seed"] = 1 });
        RunRecord generated = Kept(picture);
        Assert.Equal((4, 2, 1), (generated.Settings.Steps, generated.Settings.Candidates, generated.Settings.Seed));

        Assert.Contains("\"scene_id\":\"scene-1\"", Text(await CallAsync(server, "open_scene", new() { ["prompt"] = Prompt, ["seed"] = 1, ["steps"] = 3 })), StringComparison.Ordinal);
        CallToolResult candidates = await CallAsync(server, "generate_candidates", new() { ["scene_id"] = "scene-1" });
        Assert.Equal(2, candidates.Content.OfType<ImageContentBlock>().Count());
        await CallAsync(server, "submit_pose_choice", new() { ["scene_id"] = "scene-1", ["candidate_index"] = 1, ["reasoning"] = "It kicks." });
        await CallAsync(server, "submit_layout", Layout(JsonDocument.Parse(Text(candidates)).RootElement.GetProperty("candidates")[1]));
        await CallAsync(server, "correct_interaction", new() { ["scene_id"] = "scene-1" });
        RunRecord driven = Kept(await CallAsync(server, "save_scene", new() { ["scene_id"] = "scene-1" }));

        Assert.Equal((3, 1), (driven.Settings.Steps, driven.PoseChoice!.Index));
        Assert.Equal([20, 30, 120, 130], driven.Layout!.Box!.Value.ToReference());
        Assert.NotNull(driven.Correction);
        Assert.Equal(2, JsonDocument.Parse(Text(await CallAsync(server, "list_runs", []))).RootElement.GetProperty("runs").GetArrayLength());
    }

    [Fact]
    public async Task Loading_and_steps_are_told_as_progress()
    {
        await using McpProcess server = await StartAsync("--steps", "2", "--candidates", "1");
        Messages progress = new();

        await server.Client.CallToolAsync("generate_image", new Dictionary<string, object?> { ["prompt"] = Prompt }, progress);

        await progress.HeardAsync("load", "candidates: step 2 of 2");
    }

    [Fact]
    public async Task A_setting_out_of_range_is_the_calls_error()
    {
        await using McpProcess server = await StartAsync();

        CallToolResult result = await server.Client.CallToolAsync("generate_image", new Dictionary<string, object?> { ["prompt"] = Prompt, ["steps"] = 0 });

        Assert.True(result.IsError);
        Assert.Equal("Generate:Steps is 0 but must be from 1 to 1000.", Text(result));
    }

    [Theory]
    [InlineData("Model 'nowhere' was not found.", "--model", "nowhere")]
    [InlineData("There is no chat provider 'nobody'.", "--provider", "nobody")]
    [InlineData("--scenes expects a whole number from 1 to 100 but found '0'", "--scenes", "0")]
    [InlineData("--outputs needs the name of a folder.", "--outputs", "")]
    public async Task A_mistake_of_the_command_line_is_told_before_a_client_is_served(string message, params string[] arguments)
    {
        using CommandHarness harness = new();

        int code = await harness.RunAsync(["mcp", .. arguments]);

        Assert.NotEqual(ExitCode.Success, code);
        Assert.Contains(message, harness.Error.ToString(), StringComparison.Ordinal);
        Assert.Empty(harness.Output.ToString());
    }

    private static Dictionary<string, object?> Layout(JsonElement candidate)
    {
        Dictionary<string, object?> layout = new()
        {
            ["scene_id"] = "scene-1", ["object_box"] = new { x1 = 20, y1 = 30, x2 = 120, y2 = 130 }, ["pose_type"] = "dynamic", ["body_orientation"] = "profile",
            ["facial_direction"] = "right", ["object_relationship"] = "beside", ["object_size"] = "small", ["reasoning"] = "Far from where it is.",
        };
        if (candidate.TryGetProperty("person_box", out JsonElement person))
        {
            layout["person_box"] = person;
        }

        return layout;
    }

    private Task<McpProcess> StartAsync(params string[] arguments) => McpProcess.StartAsync(folder.Path, ["--outputs", folder.At("runs"), .. arguments]);

    private static async Task<CallToolResult> CallAsync(McpProcess server, string tool, Dictionary<string, object?> arguments)
    {
        CallToolResult result = await server.Client.CallToolAsync(tool, arguments);
        Assert.False(result.IsError is true, $"{tool}: {Text(result)} {server.Complaints}");
        return result;
    }

    private static string Text(CallToolResult result) => result.Content.OfType<TextContentBlock>().Single().Text;

    /// <summary>The record in the folder that a result names.</summary>
    private static RunRecord Kept(CallToolResult result)
    {
        string run = JsonDocument.Parse(Text(result)).RootElement.GetProperty("folder").GetString()!;
        Assert.True(File.Exists(Path.Combine(run, ResultFiles.Report)));
        return RecordFile.Read(run, new VipsPngCodec());
    }

    private sealed class Messages : IProgress<ProgressNotificationValue>
    {
        private readonly System.Threading.Channels.Channel<string> channel = System.Threading.Channels.Channel.CreateUnbounded<string>();

        public void Report(ProgressNotificationValue value) => channel.Writer.TryWrite(value.Message ?? "");

        /// <summary>Ends when all of these came, in any order: the client hands notifications on side by side.</summary>
        public async Task HeardAsync(params string[] expected)
        {
            HashSet<string> missing = [.. expected];
            while (missing.Count > 0)
            {
                missing.Remove(await channel.Reader.ReadAsync());
            }
        }
    }
}
