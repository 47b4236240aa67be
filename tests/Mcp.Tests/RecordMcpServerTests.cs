using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ReCorD.Fakes;
using ReCorD.Mcp.Tests.Fakes;
using ReCorD.Plugins.Layout;
using ReCorD.Plugins.Tools;

namespace ReCorD.Mcp.Tests;

public sealed class RecordMcpServerTests : IAsyncDisposable
{
    private static readonly string[] OwnTools = ["generate_image", "list_runs", "show_run", "open_scene", "save_scene", "close_scene"];

    private readonly ServerUnderTest server = new();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task The_server_says_who_it_is_and_how_to_work_with_it()
    {
        McpClient client = await server.ConnectAsync();

        Assert.Equal("ReCorD", client.ServerInfo!.Name);
        Assert.Equal("1.2.3", client.ServerInfo.Version);
        Assert.Contains("open_scene", client.ServerInstructions, StringComparison.Ordinal);
        Assert.NotNull(client.ServerCapabilities.Tools);
        Assert.NotNull(client.ServerCapabilities.Resources);
    }

    [Fact]
    public async Task Tools_of_the_plugins_are_offered_as_they_describe_themselves_with_a_scene_id()
    {
        using TestScene scene = new();
        McpClient client = await server.ConnectAsync();

        IList<McpClientTool> tools = await client.ListToolsAsync();

        Assert.Equal([.. OwnTools, .. SceneTools.All(scene.Session()).Select(tool => tool.Name).Order(StringComparer.Ordinal)], tools.Select(tool => tool.Name).OrderBy(name => Array.IndexOf(OwnTools, name) is >= 0 and var own ? own : OwnTools.Length).ThenBy(name => name, StringComparer.Ordinal));
        foreach (Microsoft.Extensions.AI.AIFunction plugin in SceneTools.All(scene.Session()))
        {
            McpClientTool offered = tools.Single(tool => tool.Name == plugin.Name);
            Assert.Equal(plugin.Description, offered.Description);
            Assert.Equal(["scene_id", .. Members(plugin.JsonSchema, "properties")], Members(offered.JsonSchema, "properties"));
            Assert.Equal(["scene_id", .. Required(plugin.JsonSchema)], Required(offered.JsonSchema));
        }
    }

    [Fact]
    public async Task A_picture_comes_with_its_summary_and_links_to_files_that_can_be_read()
    {
        CallToolResult result = await server.CallAsync("generate_image", new { prompt = "a boy is kicking a ball", seed = 10, box = new { x1 = 0, y1 = 0, x2 = 100, y2 = 120 }, steps = 7 });

        JsonElement summary = JsonDocument.Parse(ServerUnderTest.Text(result)).RootElement;
        Assert.Equal("run-1", summary.GetProperty("run").GetString());
        Assert.Equal(10, summary.GetProperty("seed").GetInt64());
        ImageContentBlock image = Assert.Single(result.Content.OfType<ImageContentBlock>());
        Assert.Equal("image/png", image.MimeType);
        Assert.Equal(10, Vision.Imaging.ImageFile.Decode(image.DecodedData.Span).Pixels[0]);
        ReadResourceResult file = await (await server.ConnectAsync()).ReadResourceAsync(result.Content.OfType<ResourceLinkBlock>().First().Uri);
        Assert.Equal(File.ReadAllBytes(server.Host.FindRun("run-1")!.Picture), Assert.IsType<BlobResourceContents>(Assert.Single(file.Contents)).DecodedData.ToArray());
        Assert.Equal((7, 120), (server.Host.Pictures[0].Steps, server.Host.Pictures[0].Box!.Y2));
    }

    [Fact]
    public async Task A_scene_is_driven_by_the_client_from_candidates_to_the_saved_picture()
    {
        ServerUnderTest.Text(await server.CallAsync("open_scene", new { prompt = "a boy is kicking a ball" }));
        CallToolResult candidates = await server.CallAsync("generate_candidates", new { scene_id = "scene-1" });
        Assert.Equal([10, 11, 12], candidates.Content.OfType<ImageContentBlock>().Select(image => image.DecodedData.Span[0]));
        Assert.Contains("\"person_found\":true", ServerUnderTest.Text(await server.CallAsync("extract_pose", new { scene_id = "scene-1", candidate_index = 1 })), StringComparison.Ordinal);
        ServerUnderTest.Text(await server.CallAsync("submit_pose_choice", new { scene_id = "scene-1", candidate_index = 1, reasoning = "It kicks." }));
        ServerUnderTest.Text(await server.CallAsync("submit_layout", new
        {
            scene_id = "scene-1", object_box = new { x1 = 300, y1 = 300, x2 = 400, y2 = 400 }, person_box = Box(StickFigure.Kicking), pose_type = "dynamic", body_orientation = "profile", facial_direction = "right",
            object_relationship = "in front of", object_size = "small", reasoning = "At the foot.",
        }));

        CallToolResult corrected = await server.CallAsync("correct_interaction", new { scene_id = "scene-1" });
        CallToolResult saved = await server.CallAsync("save_scene", new { scene_id = "scene-1" });

        Assert.Equal(111, Assert.Single(corrected.Content.OfType<ImageContentBlock>()).DecodedData.Span[0]);
        Assert.Contains("\"corrected\":true", ServerUnderTest.Text(saved), StringComparison.Ordinal);
        Assert.Equal("At the foot.", server.Host.FindRun("run-1")!.Record.Layout!.Reasoning);
        Assert.Equal("client", server.Host.FindRun("run-1")!.Record.Transcript[0].Agent);
        ServerUnderTest.Text(await server.CallAsync("close_scene", new { scene_id = "scene-1" }));
        Assert.Contains("call open_scene", ServerUnderTest.Error(await server.CallAsync("generate_candidates", new { scene_id = "scene-1" })), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kept_runs_are_listed_newest_first_and_shown()
    {
        await server.CallAsync("generate_image", new { prompt = "a boy is kicking a ball", seed = 20 });
        await server.CallAsync("generate_image", new { prompt = "a boy is kicking a ball", seed = 30 });

        JsonElement runs = JsonDocument.Parse(ServerUnderTest.Text(await server.CallAsync("list_runs", new { count = 1 }))).RootElement.GetProperty("runs");
        CallToolResult shown = await server.CallAsync("show_run", new { run = "run-1" });

        Assert.Equal("run-2", Assert.Single(runs.EnumerateArray()).GetProperty("run").GetString());
        Assert.Contains("\"seed\":20", ServerUnderTest.Text(shown), StringComparison.Ordinal);
        Assert.Single(shown.Content.OfType<ImageContentBlock>());
        Assert.Contains("no run 'run-9'", ServerUnderTest.Error(await server.CallAsync("show_run", new { run = "run-9" })), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("record://runs/run-1/secret.txt", "It has: image.png, run.json.")]
    [InlineData("record://runs/run-1/..%2Fimage.png", "has no file '../image.png'")]
    [InlineData("record://runs/..%2F..%2Fetc/image.png", "There is no run")]
    public async Task Only_named_files_of_kept_runs_can_be_read(string address, string reason)
    {
        await server.CallAsync("generate_image", new { prompt = "a boy is kicking a ball" });
        McpClient client = await server.ConnectAsync();

        McpException error = await Assert.ThrowsAnyAsync<McpException>(async () => await client.ReadResourceAsync(address));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tool_that_is_not_offered_is_a_protocol_error()
    {
        McpException error = await Assert.ThrowsAnyAsync<McpException>(() => server.CallAsync("format_disk"));

        Assert.Contains("format_disk", error.Message, StringComparison.Ordinal);
    }

    private static BoxArgument Box(StickFigure figure) => BoxArgument.From(figure.ToPose().PersonBox);

    private static string[] Members(JsonElement schema, string name) => schema.TryGetProperty(name, out JsonElement members) ? [.. members.EnumerateObject().Select(member => member.Name)] : [];

    private static string[] Required(JsonElement schema) => schema.TryGetProperty("required", out JsonElement names) ? [.. names.EnumerateArray().Select(name => name.GetString()!)] : [];
}
