using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Decorators.Caching;
using ReCorD.Agents.Decorators.Usage;
using ReCorD.Agents.Providers;
using ReCorD.Fakes;

namespace ReCorD.Agents.Tests.Decorators.Caching;

public sealed class CachingChatClientTests : IDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private readonly FunctionChatClient model = new(number => FunctionChatClient.Say($"answer {number}", 7, 5));

    public void Dispose()
    {
        model.Dispose();
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task GetResponseAsync_SameRequestAgain_IsAnsweredWithoutTheModelAndMarked()
    {
        ChatResponse first = await AskAsync("hi"), second = await AskAsync("hi");

        Assert.Equal(("answer 1", "answer 1"), (first.Text, second.Text));
        Assert.Equal((false, true), (AnswerFacts.Of(first).Cached, AnswerFacts.Of(second).Cached));
        Assert.Equal((first.ResponseId, first.ModelId, first.FinishReason, first.Usage!.TotalTokenCount), (second.ResponseId, second.ModelId, second.FinishReason, second.Usage!.TotalTokenCount));
        Assert.Equal(1, model.Asked);
        Assert.Single(Directory.GetFiles(folder));
    }

    [Fact]
    public async Task GetResponseAsync_AnythingThatCanChangeTheAnswer_IsAnotherRequest()
    {
        AIFunction tool = AIFunctionFactory.Create((int number) => number, "count", "Counts.");
        await AskAsync("hi");
        await AskAsync("ho");
        await AskAsync("hi", new ChatOptions { Temperature = 0.5f });
        await AskAsync("hi", new ChatOptions { Seed = 1 });
        await AskAsync("hi", new ChatOptions { Tools = [tool] });
        await AskAsync("hi", null, new DataContent(new byte[] { 1 }, "image/png"));
        await AskAsync("hi", null, new DataContent(new byte[] { 2 }, "image/png"));

        Assert.Equal(7, model.Asked);
        Assert.Equal(7, Directory.GetFiles(folder).Length);
    }

    [Fact]
    public async Task GetResponseAsync_FileThatCannotBeRead_IsAskedAnewAndMended()
    {
        await AskAsync("hi");
        File.WriteAllText(Directory.GetFiles(folder).Single(), "{\"half\": ");

        Assert.Equal("answer 2", (await AskAsync("hi")).Text);
        Assert.Equal("answer 2", (await AskAsync("hi")).Text);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"response": {"messages": null}}""")]
    [InlineData("""{"response": {"messages": [null]}}""")]
    [InlineData("""{"response": {"messages": [{"role": "assistant", "contents": [{"tool": "t", "arguments": 5}]}]}}""")]
    public async Task GetResponseAsync_FileOfAnotherForm_IsAskedAnew(string content)
    {
        await AskAsync("hi");
        File.WriteAllText(Directory.GetFiles(folder).Single(), content);

        Assert.Equal("answer 2", (await AskAsync("hi")).Text);
    }

    [Fact]
    public async Task GetResponseAsync_ProviderSpokenToInAnotherManner_IsAnotherRequest()
    {
        using CachingChatClient low = new(model, new ResponseCache(folder), "low"), high = new(model, new ResponseCache(folder), "high");

        Assert.Equal("answer 1", (await low.GetResponseAsync("hi")).Text);
        Assert.Equal("answer 2", (await high.GetResponseAsync("hi")).Text);
        Assert.Equal("answer 1", (await low.GetResponseAsync("hi")).Text);
    }

    /// <summary>An answer that is paid for is not thrown away.</summary>
    [Fact]
    public async Task GetResponseAsync_AnswerThatCannotBeKept_IsGivenWithAWarning()
    {
        FunctionChatClient losing = new(_ =>
        {
            Directory.Delete(folder, recursive: true);
            return FunctionChatClient.Say("yes");
        });
        using CachingChatClient client = new(losing, new ResponseCache(folder));

        ChatResponse response = await client.GetResponseAsync("hi");

        Assert.Equal("yes", response.Text);
        Assert.Contains("Chat:Cache:Folder", Assert.Single(ChatNotices.Of(response)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetResponseAsync_Failure_IsNotKept()
    {
        FunctionChatClient failing = new(number => number == 1 ? throw new ChatProviderException("down") : FunctionChatClient.Say("up"));
        using CachingChatClient client = new(failing, new ResponseCache(folder));

        await Assert.ThrowsAsync<ChatProviderException>(() => client.GetResponseAsync([new ChatMessage(ChatRole.User, "hi")]));

        Assert.Equal("up", (await client.GetResponseAsync([new ChatMessage(ChatRole.User, "hi")])).Text);
    }

    [Fact]
    public async Task GetResponseAsync_FolderThatCannotBe_SaysWhichSetting()
    {
        File.WriteAllText(folder, "a file");
        try
        {
            Assert.Contains("Chat:Cache:Folder", (await Assert.ThrowsAsync<ChatProviderException>(() => AskAsync("hi"))).Message, StringComparison.Ordinal);
            Assert.Equal(0, model.Asked);
        }
        finally
        {
            File.Delete(folder);
        }
    }

    private async Task<ChatResponse> AskAsync(string text, ChatOptions? options = null, params AIContent[] more)
    {
        using CachingChatClient client = new(model, new ResponseCache(folder));
        return await client.GetResponseAsync([new ChatMessage(ChatRole.User, [new TextContent(text), .. more])], options);
    }
}
