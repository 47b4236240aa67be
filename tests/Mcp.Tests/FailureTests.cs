using ModelContextProtocol.Protocol;
using ReCorD.Diffusion.Methods;
using ReCorD.Mcp.Tests.Fakes;

namespace ReCorD.Mcp.Tests;

/// <summary>What goes wrong is told in the result, and the server goes on.</summary>
public sealed class FailureTests : IAsyncDisposable
{
    private readonly ServerUnderTest server = new(maximumScenes: 2);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_failing_engine_is_an_error_of_its_call_alone()
    {
        server.Host.Synthetic.Failure = new GenerationException("The model is broken.");
        CallToolResult failed = await server.CallAsync("generate_image", new { prompt = "a boy is kicking a ball" });
        server.Host.Synthetic.Failure = null;

        Assert.Equal("The model is broken.", ServerUnderTest.Error(failed));
        ServerUnderTest.Text(await server.CallAsync("generate_image", new { prompt = "a boy is kicking a ball" }));
    }

    [Fact]
    public async Task An_error_within_the_program_does_not_blame_the_arguments()
    {
        await OpenAsync();
        server.Host.Synthetic.Failure = new ArgumentException("Broken within.", "shape");

        Assert.StartsWith("Broken within.", ServerUnderTest.Error(await server.CallAsync("generate_image", new { prompt = "a boy is kicking a ball" })), StringComparison.Ordinal);
        Assert.StartsWith("Broken within.", ServerUnderTest.Error(await server.CallAsync("generate_candidates", new { scene_id = "scene-1" })), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugins_own_error_is_an_error_of_the_protocol()
    {
        await OpenAsync();

        CallToolResult result = await server.CallAsync("submit_pose_choice", new { scene_id = "scene-1", candidate_index = 0, reasoning = "x" });

        Assert.Equal("There are no candidates yet; call generate_candidates first.", ServerUnderTest.Error(result));
    }

    [Fact]
    public async Task A_mistake_in_the_arguments_says_what_is_expected_and_what_was_sent()
    {
        await OpenAsync();

        Assert.Equal("The argument scene_id is missing.", ServerUnderTest.Error(await server.CallAsync("generate_candidates")));
        Assert.Equal("The argument prompt is missing.", ServerUnderTest.Error(await server.CallAsync("generate_image")));
        Assert.StartsWith("There is no argument color; known: box, orchestration, prompt,", ServerUnderTest.Error(await server.CallAsync("generate_image", new { prompt = "x", color = 1 })), StringComparison.Ordinal);
        Assert.Equal(
            "The argument candidate_index must be a whole number, but \"two\" was sent.",
            ServerUnderTest.Error(await server.CallAsync("extract_pose", new { scene_id = "scene-1", candidate_index = "two" })));
        Assert.Equal(
            "The argument box.x2 is missing. The argument box.y2 is missing.",
            ServerUnderTest.Error(await server.CallAsync("generate_image", new { prompt = "x", box = new { x1 = 1, y1 = 2 } })));
    }

    [Fact]
    public async Task Boxes_of_plugins_may_have_the_forms_that_plugins_read()
    {
        await ChosenAsync();

        string tried = ServerUnderTest.Text(await server.CallAsync("try_layout", new { scene_id = "scene-1", object_box = new[] { 300, 310, 400, 420 } }));
        string refused = ServerUnderTest.Error(await server.CallAsync("try_layout", new { scene_id = "scene-1", object_box = new { x = 1, y = 2, width = 3, height = 4 } }));
        string swallowed = ServerUnderTest.Error(await server.CallAsync("try_layout", new { scene_id = "scene-1", object_box = new[] { 300, 310, 305, 420 } }));

        Assert.StartsWith("{\"object_box\":{\"x1\":300,\"y1\":310,\"x2\":400,\"y2\":420}", tried, StringComparison.Ordinal);
        Assert.StartsWith("The arguments of try_layout do not fit: object_box:", refused, StringComparison.Ordinal);
        Assert.Contains("object_box is taken as", swallowed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_that_is_too_large_for_its_argument_is_an_error_too()
    {
        await ChosenAsync();

        string error = ServerUnderTest.Error(await server.CallAsync("extract_pose", new { scene_id = "scene-1", candidate_index = 5_000_000_000 }));

        Assert.StartsWith("The arguments of extract_pose do not fit:", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_scene_more_than_allowed_closes_the_one_longest_without_a_call()
    {
        await OpenAsync();
        await OpenAsync();
        await server.CallAsync("extract_pose", new { scene_id = "scene-1", candidate_index = 0 });

        string third = await OpenAsync();

        Assert.Contains("\"closed_scene\":\"scene-2\"", third, StringComparison.Ordinal);
        Assert.StartsWith("Scene 'scene-2' was closed because more than 2 were open", ServerUnderTest.Error(await server.CallAsync("generate_candidates", new { scene_id = "scene-2" })), StringComparison.Ordinal);
        ServerUnderTest.Text(await server.CallAsync("generate_candidates", new { scene_id = "scene-1" }));
        Assert.Equal("There is no open scene 'kitchen'. Open: scene-3, scene-1.", ServerUnderTest.Error(await server.CallAsync("close_scene", new { scene_id = "kitchen" })));
    }

    [Fact]
    public async Task A_scene_without_a_picture_cannot_be_saved()
    {
        await OpenAsync();

        Assert.Equal("There is no picture to save yet; call generate_candidates first.", ServerUnderTest.Error(await server.CallAsync("save_scene", new { scene_id = "scene-1" })));
    }

    private async Task ChosenAsync()
    {
        await OpenAsync();
        await server.CallAsync("generate_candidates", new { scene_id = "scene-1" });
        await server.CallAsync("submit_pose_choice", new { scene_id = "scene-1", candidate_index = 1, reasoning = "It kicks." });
    }

    private async Task<string> OpenAsync() => ServerUnderTest.Text(await server.CallAsync("open_scene", new { prompt = "a boy is kicking a ball" }));
}
