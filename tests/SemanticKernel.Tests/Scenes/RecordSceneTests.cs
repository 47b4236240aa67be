using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using ReCorD.Plugins.Scenes;
using ReCorD.Plugins.Tools;
using ReCorD.SemanticKernel.Scenes;
using ReCorD.SemanticKernel.Tests.Fakes;

namespace ReCorD.SemanticKernel.Tests.Scenes;

/// <summary>A scene in the hands of a kernel's model.</summary>
public sealed class RecordSceneTests : IDisposable
{
    private readonly RecordStudio studio = new(TestStudio.Options);
    private readonly RecordScene scene;

    public RecordSceneTests() => scene = studio.OpenScene(TestStudio.Sentence, TestStudio.Quick);

    public void Dispose() => studio.Dispose();

    [Fact]
    public void The_plugin_keeps_names_descriptions_and_schemas_of_the_tools()
    {
        foreach (Microsoft.Extensions.AI.AIFunction tool in SceneTools.All(scene.Session))
        {
            KernelFunction function = scene.Plugin[tool.Name];

            Assert.Equal(tool.Description, function.Description);
            JsonElement properties = tool.JsonSchema.GetProperty("properties");
            Assert.Equal(
                properties.EnumerateObject().Select(property => (property.Name, property.Value.GetRawText())),
                function.Metadata.Parameters.Select(parameter => (parameter.Name, parameter.Schema!.RootElement.GetRawText())));
        }
    }

    [Fact]
    public async Task Results_are_short_and_name_pictures_that_can_be_found()
    {
        string reply = await CallAsync(ToolNames.GenerateCandidates, []);

        JsonNode[] images = [.. JsonNode.Parse(reply)!["images"]!.AsArray().OfType<JsonNode>()];
        Assert.Equal(["candidate 0", "candidate 1"], images.Select(image => image["shows"]!.GetValue<string>()));
        Assert.All(images, image => Assert.NotNull(scene.Pictures.Find(image["id"]!.GetValue<string>())));
        Assert.InRange(reply.Length, 10, 2000);
    }

    /// <summary>Connectors hand every argument over as text.</summary>
    [Fact]
    public async Task Arguments_may_be_text()
    {
        await SceneWork.MakeCandidatesAsync(scene.Session, CancellationToken.None);

        await CallAsync(ToolNames.SubmitPoseChoice, new KernelArguments { ["candidate_index"] = "1", ["reasoning"] = "It kicks." });
        string reply = await CallAsync(ToolNames.TryLayout, new KernelArguments { ["object_box"] = """{"x1": 300, "y1": 300, "x2": 400, "y2": 400}""" });

        Assert.Equal(1, scene.Session.Chosen!.Index);
        Assert.Contains("attention_inside", reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_kernels_model_drives_the_scene_and_its_filters_see_every_call()
    {
        RecordingService service = RecordingService.Before(TestStudio.Kernel().GetRequiredService<IChatCompletionService>());
        CallList calls = new();
        IKernelBuilder builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton<IChatCompletionService>(service);
        builder.Services.AddSingleton<IFunctionInvocationFilter>(calls);

        Assert.NotNull(await scene.DriveAsync(builder.Build()));

        Assert.NotNull(scene.Session.PoseSubmission.Value);
        Assert.NotNull(scene.Session.LayoutSubmission.Value);
        Assert.Equal(ToolNames.GenerateCandidates, calls.Names[0]);
        Assert.Contains(ToolNames.CorrectInteraction, calls.Names);
        ChatHistory second = service.Histories[1];
        Assert.Equal(AuthorRole.User, second[^1].Role);
        Assert.Equal(2, second[^1].Items.OfType<ImageContent>().Count());
        Assert.Equal("image/png", scene.Picture!.MimeType);
    }

    [Fact]
    public async Task Cancelling_ends_the_conversation()
    {
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scene.DriveAsync(TestStudio.Kernel(), cancelled.Token));
    }

    private async Task<string> CallAsync(string tool, KernelArguments arguments) => (await scene.Plugin[tool].InvokeAsync(new Kernel(), arguments, CancellationToken.None)).GetValue<string>()!;

    private sealed class CallList : IFunctionInvocationFilter
    {
        public List<string> Names { get; } = [];

        public Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
        {
            Names.Add(context.Function.Name);
            return next(context);
        }
    }
}
