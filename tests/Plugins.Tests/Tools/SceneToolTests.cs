using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using ReCorD.Compute.Imaging;
using ReCorD.Fakes;
using ReCorD.Plugins.Layout;
using ReCorD.Plugins.Scenes;
using ReCorD.Plugins.Tools;

namespace ReCorD.Plugins.Tests.Tools;

public sealed class SceneToolTests : IDisposable
{
    private readonly TestScene scene = new();

    public void Dispose() => scene.Dispose();

    [Fact]
    public void ToFunction_EveryTool_DescribesItselfAndItsParameters()
    {
        foreach (AIFunction tool in SceneTools.All(scene.Session()))
        {
            Assert.Matches("^[a-z_]+$", tool.Name);
            Assert.NotEmpty(tool.Description);
            JsonObject parameters = JsonNode.Parse(tool.JsonSchema.GetRawText())!["properties"]?.AsObject() ?? [];
            Assert.All(parameters, parameter =>
            {
                Assert.Matches("^[a-z_]+$", parameter.Key);
                Assert.NotNull(parameter.Value!["description"]);
            });
        }
    }

    [Fact]
    public async Task GenerateCandidates_FirstCall_ReturnsOneImageEach()
    {
        SceneSession session = scene.Session();

        (JsonObject reply, DataContent[] images) = await CallAsync(session, ToolNames.GenerateCandidates, "{}");

        Assert.Equal(3, reply["candidates"]!.AsArray().Count);
        Assert.Equal(["candidate 0", "candidate 1", "candidate 2"], images.Select(image => image.Name!));
        Assert.All(images, image => Assert.Equal("image/png", image.MediaType));
    }

    [Fact]
    public async Task GenerateCandidates_SecondCall_MakesNothingNew()
    {
        SceneSession session = scene.Session();
        await CallAsync(session, ToolNames.GenerateCandidates, "{}");

        await CallAsync(session, ToolNames.GenerateCandidates, "{}");

        Assert.Equal(3, scene.Method.Requests.Count);
    }

    [Fact]
    public async Task ExtractPose_Person_GivesCanvasCoordinates()
    {
        scene.Poses.Poses[10] = StickFigure.Kicking.ToPose();
        SceneSession session = await scene.ChosenAsync();

        (JsonObject reply, _) = await CallAsync(session, ToolNames.ExtractPose, """{"candidate_index": 0}""");

        Assert.Equal("right", reply["facing"]!.GetValue<string>());
        Assert.Equal(33, reply["landmarks"]!.AsObject().Count);
        Assert.Equal(256, reply["landmarks"]!["left_hip"]![0]!.GetValue<double>(), 0.1);
    }

    [Fact]
    public async Task ExtractPose_Nobody_SaysSo()
    {
        SceneSession session = await scene.ChosenAsync();

        (JsonObject reply, _) = await CallAsync(session, ToolNames.ExtractPose, """{"candidate_index": 2}""");

        Assert.False(reply["person_found"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData(ToolNames.ExtractPose)]
    [InlineData(ToolNames.LocateObject)]
    [InlineData(ToolNames.SubmitPoseChoice)]
    public async Task AnyTool_IndexOutOfRange_SaysWhichAreRight(string tool)
    {
        SceneSession session = scene.Session();
        await SceneWork.MakeCandidatesAsync(session, CancellationToken.None);

        (JsonObject reply, _) = await CallAsync(session, tool, """{"candidate_index": 3, "reasoning": "x"}""");

        Assert.Contains("0 to 2", reply["error"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ToolNames.ExtractPose, """{"candidate_index": 0}""", ToolNames.GenerateCandidates)]
    [InlineData(ToolNames.SubmitPoseChoice, """{"candidate_index": 0, "reasoning": "x"}""", ToolNames.GenerateCandidates)]
    [InlineData(ToolNames.TryLayout, """{"object_box": {"x1": 0, "y1": 0, "x2": 100, "y2": 100}}""", ToolNames.SubmitPoseChoice)]
    [InlineData(ToolNames.SubmitLayout, """{"object_box": {"x1": 0, "y1": 0, "x2": 100, "y2": 100}}""", ToolNames.SubmitPoseChoice)]
    [InlineData(ToolNames.CorrectInteraction, "{}", ToolNames.SubmitPoseChoice)]
    public async Task AnyTool_TooEarly_NamesWhatComesFirst(string tool, string arguments, string first)
    {
        (JsonObject reply, _) = await CallAsync(scene.Session(), tool, arguments);

        Assert.Contains(first, reply["error"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LocateObject_Spot_GivesABoxAboutItsCentre()
    {
        scene.Method.Places[10] = (0.5, 0.5);
        SceneSession session = await scene.ChosenAsync();

        (JsonObject reply, _) = await CallAsync(session, ToolNames.LocateObject, """{"candidate_index": 0}""");

        Box box = Box.FromPixels(reply["object_box"]!["x1"]!.GetValue<int>(), reply["object_box"]!["y1"]!.GetValue<int>(), reply["object_box"]!["x2"]!.GetValue<int>(), reply["object_box"]!["y2"]!.GetValue<int>());
        Assert.Equal(0.5, box.CenterX, 9);
        Assert.Equal(0.5, box.CenterY, 9);
        Assert.InRange(box.Width, 0.15, 0.4);
    }

    [Fact]
    public async Task TryLayout_MoreThanAllowed_AsksForADecision()
    {
        SceneSession session = await scene.ChosenAsync(settings: TestScene.Settings() with { MaximumTrials = 1 });
        const string Box = """{"object_box": {"x1": 100, "y1": 100, "x2": 200, "y2": 200}}""";

        (JsonObject first, DataContent[] images) = await CallAsync(session, ToolNames.TryLayout, Box);
        (JsonObject second, _) = await CallAsync(session, ToolNames.TryLayout, Box);

        Assert.Single(images);
        Assert.Equal(0, first["trials_left"]!.GetValue<int>());
        Assert.Contains(ToolNames.SubmitLayout, second["error"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SubmitPoseChoice_Valid_IsAcceptedOnce()
    {
        SceneSession session = scene.Session();
        await SceneWork.MakeCandidatesAsync(session, CancellationToken.None);

        (JsonObject first, _) = await CallAsync(session, ToolNames.SubmitPoseChoice, """{"candidate_index": 1, "reasoning": "leg"}""");
        (JsonObject second, _) = await CallAsync(session, ToolNames.SubmitPoseChoice, """{"candidate_index": 2, "reasoning": "other"}""");

        Assert.True(first["accepted"]!.GetValue<bool>());
        Assert.Contains("already", second["error"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(1, session.PoseSubmission.Value!.Index);
    }

    [Fact]
    public async Task SubmitLayout_BadBoxAndNoReasons_ListsEveryProblem()
    {
        SceneSession session = await scene.ChosenAsync();

        (JsonObject reply, _) = await CallAsync(session, ToolNames.SubmitLayout, """{"object_box": {"x1": 300, "y1": 100, "x2": 200, "y2": 200}}""");

        string error = reply["error"]!.GetValue<string>();
        Assert.Contains("inverted", error, StringComparison.Ordinal);
        Assert.Contains("pose_type is empty", error, StringComparison.Ordinal);
        Assert.Contains("reasoning is empty", error, StringComparison.Ordinal);
        Assert.Equal(1, session.LayoutSubmission.Attempts);
    }

    [Fact]
    public async Task SubmitLayout_Valid_KeepsBoxAndAttributes()
    {
        scene.Poses.Poses[10] = StickFigure.Kicking.ToPose();
        SceneSession session = await scene.ChosenAsync();
        BoxArgument person = BoxArgument.From(session.Chosen!.Pose!.PersonBox);

        (JsonObject reply, _) = await CallAsync(session, ToolNames.SubmitLayout, $$"""
            {"object_box": {"x1": 400, "y1": 300, "x2": 480, "y2": 380}, "pose_type": "dynamic", "body_orientation": "profile", "facial_direction": "right",
             "person_box": {"x1": {{person.X1}}, "y1": {{person.Y1}}, "x2": {{person.X2}}, "y2": {{person.Y2}} },
             "object_relationship": "in front of", "object_size": "a quarter", "reasoning": "before the foot"}
            """);

        Assert.True(reply["accepted"]!.GetValue<bool>());
        Assert.Equal(Box.FromPixels(400, 300, 480, 380), session.LayoutSubmission.Value!.Box);
        Assert.Equal("dynamic", session.LayoutSubmission.Value.Attributes["pose_type"]);
    }

    [Fact]
    public async Task CorrectInteraction_ObjectAlreadyThere_LeavesThePictureAlone()
    {
        SceneSession session = await scene.ChosenAsync();
        session.LayoutSubmission.Accept(new LayoutChoice(session.Chosen!.ObjectBox!.Value, new Dictionary<string, string>(), "there"));

        (JsonObject reply, DataContent[] images) = await CallAsync(session, ToolNames.CorrectInteraction, "{}");

        Assert.False(reply["corrected"]!.GetValue<bool>());
        Assert.Empty(images);
        Assert.Null(session.Correction);
    }

    [Fact]
    public async Task CorrectInteraction_FarBox_ReturnsTheFinalPicture()
    {
        SceneSession session = await scene.ChosenAsync();
        session.LayoutSubmission.Accept(new LayoutChoice(Box.FromCenter(0.75, 0.75, 0.25, 0.25), new Dictionary<string, string>(), "there"));

        (JsonObject reply, DataContent[] images) = await CallAsync(session, ToolNames.CorrectInteraction, "{}");

        Assert.True(reply["corrected"]!.GetValue<bool>());
        Assert.True(reply["iou_after"]!.GetValue<double>() > reply["iou_before"]!.GetValue<double>());
        Assert.Single(images);
    }

    private static Task<(JsonObject Reply, DataContent[] Images)> CallAsync(SceneSession session, string tool, string arguments) => ToolCalls.CallAsync(session, tool, arguments);
}
