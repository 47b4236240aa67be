using Microsoft.Extensions.AI;

namespace ReCorD.Agents.Providers.OpenAi;

/// <summary>What a completion consists of, whether it came at once or in pieces.</summary>
internal sealed class CompletionParts
{
    public string Text { get; set; } = "";

    public string Refusal { get; set; } = "";

    /// <summary>What the model thought before it answered, where the endpoint tells.</summary>
    public string Reasoning { get; set; } = "";

    public string FinishReason { get; set; } = "";

    public string Id { get; set; } = "";

    public string Model { get; set; } = "";

    public UsageDetails? Usage { get; set; }

    public List<CallParts> Calls { get; } = [];
}

/// <summary>One tool call of a completion.</summary>
internal sealed class CallParts
{
    public string Id { get; set; } = "";

    public string Name { get; set; } = "";

    /// <summary>JSON.</summary>
    public string Arguments { get; set; } = "";
}
