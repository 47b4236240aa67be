using Microsoft.Extensions.AI;
using ReCorD.Agents.Decorators.Budget;
using ReCorD.Agents.Decorators.Usage;
using ReCorD.Agents.Providers;
using ReCorD.Fakes;

namespace ReCorD.Agents.Tests.Decorators.Budget;

public sealed class BudgetChatClientTests : IDisposable
{
    private readonly FunctionChatClient model = new(_ => FunctionChatClient.Say("yes", input: 900, output: 100));

    public void Dispose() => model.Dispose();

    [Fact]
    public async Task GetResponseAsync_CallsSpent_AsksNoMore()
    {
        ChatBudget budget = new(new ChatBudgetSettings { Calls = 2 });
        await AskAsync(budget);
        await AskAsync(budget);

        ChatBudgetException error = await Assert.ThrowsAsync<ChatBudgetException>(() => AskAsync(budget));

        Assert.Equal("The chat budget of this run is used up (2 of 2 requests); raise Chat:Budget:Calls for more.", error.Message);
        Assert.Equal(2, model.Asked);
    }

    [Fact]
    public async Task GetResponseAsync_TokensSpent_TheRequestThatCrossesTheLimitIsTheLast()
    {
        ChatBudget budget = new(new ChatBudgetSettings { Tokens = 1500 });
        await AskAsync(budget);
        await AskAsync(budget);

        Assert.Contains("2000 of 1500 tokens", (await Assert.ThrowsAsync<ChatBudgetException>(() => AskAsync(budget))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetResponseAsync_MoneySpent_CountsByThePrices()
    {
        // 900 tokens at 2 and 100 at 10 per million: 0.0018 + 0.001.
        ChatBudget budget = new(new ChatBudgetSettings { Money = 0.005 });
        ChatPrices prices = new() { Input = 2, Output = 10 };

        Assert.Equal(0.0028, AnswerFacts.Of(await AskAsync(budget, prices)).Cost!.Value, 10);
        await AskAsync(budget, prices);

        Assert.Contains("0.0056 of 0.005", (await Assert.ThrowsAsync<ChatBudgetException>(() => AskAsync(budget, prices))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetResponseAsync_ModelThatDoesNotCountTokens_IsHeldByAnEstimate()
    {
        FunctionChatClient silent = new(_ => FunctionChatClient.Say(new string('a', 400)));
        ChatBudget budget = new(new ChatBudgetSettings { Tokens = 150 });
        using BudgetChatClient client = new(silent, budget, null);

        // 40 letters and a picture, then 400 letters: 10 + 85 + 100 tokens.
        ChatResponse response = await client.GetResponseAsync([new ChatMessage(ChatRole.User, [new TextContent(new string('b', 40)), new DataContent(new byte[] { 1 }, "image/png")])]);

        Assert.Null(response.Usage);
        Assert.Contains("195 of 150", (await Assert.ThrowsAsync<ChatBudgetException>(() => client.GetResponseAsync([new ChatMessage(ChatRole.User, "more")]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Budget_LimitNotAboveZero_IsRefusedWithItsName()
    {
        Assert.Contains("Chat:Budget:Calls is 0", Assert.Throws<ChatProviderException>(() => new ChatBudget(new ChatBudgetSettings { Calls = 0 })).Message, StringComparison.Ordinal);
        Assert.Contains("Chat:Budget:Tokens is -1", Assert.Throws<ChatProviderException>(() => new ChatBudget(new ChatBudgetSettings { Tokens = -1 })).Message, StringComparison.Ordinal);
        Assert.Contains("Chat:Budget:Money is NaN", Assert.Throws<ChatProviderException>(() => new ChatBudget(new ChatBudgetSettings { Money = double.NaN })).Message, StringComparison.Ordinal);
    }

    private async Task<ChatResponse> AskAsync(ChatBudget budget, ChatPrices? prices = null)
    {
        using BudgetChatClient client = new(model, budget, prices);
        return await client.GetResponseAsync([new ChatMessage(ChatRole.User, "hi")]);
    }
}
