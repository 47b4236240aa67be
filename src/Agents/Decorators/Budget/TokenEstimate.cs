using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;

namespace ReCorD.Agents.Decorators.Budget;

/// <summary>
/// Tokens where a provider does not count them, so that a budget holds there too: OpenAI's rule of thumb of four letters a token, and
/// its 85 tokens for a picture of low detail. Never shown as a fact.
/// </summary>
internal static class TokenEstimate
{
    private const int LettersPerToken = 4;

    private const int TokensPerPicture = 85;

    public static UsageDetails Of(IEnumerable<ChatMessage> sent, ChatResponse response)
    {
        long input = sent.Sum(Tokens), output = response.Messages.Sum(Tokens);
        return new UsageDetails { InputTokenCount = input, OutputTokenCount = output, TotalTokenCount = input + output };
    }

    private static long Tokens(ChatMessage message) => message.Contents.Sum(Tokens);

    private static long Tokens(AIContent content)
    {
        switch (content)
        {
            case TextContent text:
                return Letters(text.Text);
            case DataContent or UriContent:
                return TokensPerPicture;
            case FunctionCallContent call:
                return Letters(AgentJson.Arguments(call));
            case FunctionResultContent result:
                (string answer, IReadOnlyList<DataContent> pictures) = ToolResultParts.Split(result.Result);
                return Letters(answer) + ((long)pictures.Count * TokensPerPicture);
            default:
                return 0;
        }
    }

    private static long Letters(string text) => (text.Length + LettersPerToken - 1) / LettersPerToken;
}
