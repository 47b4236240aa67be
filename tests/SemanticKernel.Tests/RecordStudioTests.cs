using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using ReCorD.Agents.Providers;
using ReCorD.Agents.Runs;
using ReCorD.SemanticKernel.Scenes;
using ReCorD.SemanticKernel.Tests.Fakes;

namespace ReCorD.SemanticKernel.Tests;

/// <summary>Whole pictures: the pipeline with the kernel's chat service, and a plugin by which models ask for them.</summary>
public sealed class RecordStudioTests : IDisposable
{
    private readonly RecordStudio studio = new(TestStudio.Options);

    public void Dispose() => studio.Dispose();

    [Fact]
    public async Task The_kernels_service_speaks_for_the_agents_and_the_picture_is_that_of_our_own_client()
    {
        RecordingService service = RecordingService.Before(TestStudio.Kernel().GetRequiredService<IChatCompletionService>());
        IKernelBuilder builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton<IChatCompletionService>(service);

        RunOutcome theirs = await studio.DrawAsync(TestStudio.Sentence, builder.Build(), TestStudio.Quick);

        using RecordStudio own = new(TestStudio.Options with { Chat = new ChatSettings() });
        RunOutcome ours = await own.DrawAsync(TestStudio.Sentence, new Kernel(), TestStudio.Quick);
        Assert.NotEmpty(service.Histories);
        Assert.Equal(ours.Record.ImageSha256, theirs.Record.ImageSha256);
        Assert.Equal(ours.Record.PoseChoice, theirs.Record.PoseChoice);
        Assert.Null(theirs.Record.Layout!.Fallback);
        Assert.Contains(service.Histories[0], message => message.Items.OfType<ImageContent>().Count() == TestStudio.Quick.Candidates);
        Assert.All(service.Kernels, kernel => Assert.Empty(kernel!.Plugins));
    }

    [Fact]
    public async Task A_model_asks_for_a_picture_and_gets_its_id()
    {
        Kernel kernel = TestStudio.Kernel();
        using RecordStudio added = kernel.AddReCorD(TestStudio.Options);

        string reply = (await kernel.InvokeAsync<string>("ReCorD", "draw_interaction", new KernelArguments { ["prompt"] = TestStudio.Sentence, ["candidates"] = "1" }))!;

        JsonObject drawing = JsonNode.Parse(reply)!.AsObject();
        Assert.True(drawing["image"] is not null, reply);
        ImageContent picture = added.Pictures.Find(drawing["image"]!.GetValue<string>())!;
        Assert.Equal("image/png", picture.MimeType);
        Assert.InRange(reply.Length, 10, 4000);
    }

    [Fact]
    public async Task A_model_that_cannot_be_served_is_told_why()
    {
        Kernel kernel = Kernel.CreateBuilder().AddReCorD(TestStudio.Options with { Chat = new ChatSettings { Provider = "nobody" } }).Build();

        string reply = (await kernel.InvokeAsync<string>("ReCorD", "draw_interaction", new KernelArguments { ["prompt"] = TestStudio.Sentence }))!;

        Assert.Contains("There is no chat provider 'nobody'", reply, StringComparison.Ordinal);
        kernel.GetRequiredService<RecordStudio>().Dispose();
    }

    [Fact]
    public void The_latest_pictures_are_kept()
    {
        PictureStore store = new();

        for (int i = 0; i < PictureStore.Capacity + 2; i++)
        {
            store.Keep(new DataContent(new byte[] { 1 }, "image/png") { Name = $"candidate {i}" });
        }

        Assert.Null(store.Find("picture-2"));
        Assert.Equal("candidate 2", store.All[0].Shows);
        Assert.NotNull(store.Find($"picture-{PictureStore.Capacity + 2}"));
    }
}
