using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Providers.Images;
using ReCorD.Agents.Providers.PlainJson;

namespace ReCorD.Agents.Providers.Capabilities;

/// <summary>
/// Speaks to a model in the way it understands: without tools they are told in words and called by JSON, without vision pictures
/// are left out, without schemas JSON is asked for in words. What is not known is found out by a small request when it is first
/// needed; a refusal that names the feature teaches too. Agents see no difference: the same tools check the same answers.
/// </summary>
internal sealed class CapabilityChatClient(IChatClient innerClient, string provider, CapabilityProfile profile, ModelKnowledge knowledge)
    : DelegatingChatClient(innerClient), ICapabilityReport
{
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChatMessage[] conversation = [.. messages];
        UsageDetails probed = new();
        HashSet<Capability> refused = [];
        while (true)
        {
            Capability[] needs = [.. Needs(conversation, options)];
            Dictionary<Capability, bool> has = [];
            foreach (Capability need in needs)
            {
                has[need] = await HasAsync(need, probed, cancellationToken).ConfigureAwait(false);
            }

            try
            {
                List<string> notices = [];
                ChatResponse response = await AskAsync(conversation, options, has, notices, probed, cancellationToken).ConfigureAwait(false);
                if (probed.TotalTokenCount is not null)
                {
                    (response.Usage ??= new UsageDetails()).Add(probed);
                }

                ChatNotices.Add(response, notices);
                return response;
            }
            catch (ChatProviderException error) when (Learn(needs, has, refused, error))
            {
                // Asked again without what was refused, whoever else learned it meanwhile; each capability is refused a request at most once.
            }
        }
    }

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => WholeResponse.StreamAsync(this, messages, options, cancellationToken);

    public string Describe() => string.Join(", ", Enum.GetValues<Capability>().Select(capability => $"{Name(capability)} {Known(capability) switch { true => "yes", false => "no", null => "not known yet" }}"));

    public async Task FindOutAsync(CancellationToken cancellationToken)
    {
        foreach (Capability capability in Enum.GetValues<Capability>())
        {
            await HasAsync(capability, new UsageDetails(), cancellationToken).ConfigureAwait(false);
        }
    }

    private static IEnumerable<Capability> Needs(ChatMessage[] conversation, ChatOptions? options)
    {
        if (options?.Tools is { Count: > 0 })
        {
            yield return Capability.Tools;
        }

        if (PictureMapping.HasPictures(conversation))
        {
            yield return Capability.Vision;
        }

        if (options?.ResponseFormat is ChatResponseFormatJson { Schema: not null })
        {
            yield return Capability.JsonSchema;
        }
    }

    private async Task<ChatResponse> AskAsync(ChatMessage[] conversation, ChatOptions? options, Dictionary<Capability, bool> has, List<string> notices, UsageDetails probed, CancellationToken cancellationToken)
    {
        IChatClient client = InnerClient;
        bool needsJson = !has.GetValueOrDefault(Capability.Tools, true);
        if (needsJson)
        {
            notices.Add(Notice(Capability.Tools, "calls no tools; they are told to it in words and read from the JSON that it writes"));
            has[Capability.JsonSchema] = await HasAsync(Capability.JsonSchema, probed, cancellationToken).ConfigureAwait(false);
            client = new PlainJsonChatClient(client, has[Capability.JsonSchema]);
        }

        if (!has.GetValueOrDefault(Capability.Vision, true))
        {
            notices.Add(Notice(Capability.Vision, "sees no pictures; it judges by the measured poses and boxes alone"));
            client = new WithoutPicturesChatClient(client);
        }

        if (!needsJson && !has.GetValueOrDefault(Capability.JsonSchema, true))
        {
            options = options!.Clone();
            options.ResponseFormat = ChatResponseFormat.Json;
        }

        return await client.GetResponseAsync(conversation, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What is known without asking: a refusal counts for more than the settings.</summary>
    private bool? Known(Capability capability) => knowledge.Has(capability) is { } found && (!found || profile.Of(capability) == Support.Auto) ? found
        : profile.Of(capability) switch { Support.Yes => true, Support.No => false, _ => null };

    private async Task<bool> HasAsync(Capability capability, UsageDetails spent, CancellationToken cancellationToken)
    {
        if (Known(capability) is { } known)
        {
            return known;
        }

        await knowledge.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Known(capability) is { } found)
            {
                return found;
            }

            bool has = await CapabilityProbe.HasAsync(capability, InnerClient, spent, cancellationToken).ConfigureAwait(false);
            knowledge.Learn(capability, has);
            return has;
        }
        finally
        {
            knowledge.Gate.Release();
        }
    }

    /// <summary>Takes from a refusal which capability the model lacks after all.</summary>
    /// <param name="needs">What the request needs.</param>
    /// <param name="has">What it was thought to have.</param>
    /// <param name="refused">What this request was refused for before; grows.</param>
    /// <param name="error">The refusal.</param>
    /// <returns>Whether the request is worth sending again.</returns>
    private bool Learn(Capability[] needs, Dictionary<Capability, bool> has, HashSet<Capability> refused, ChatProviderException error)
    {
        foreach (Capability capability in needs.Append(Capability.JsonSchema))
        {
            if (has.GetValueOrDefault(capability) && CapabilityRefusal.Names(capability, error) && refused.Add(capability))
            {
                knowledge.Learn(capability, false);
                return true;
            }
        }

        return false;
    }

    /// <summary>Goes with every answer, so that each run hears of it, whoever asked before; whoever tells the user leaves out repeats.</summary>
    private string Notice(Capability capability, string what) =>
        $"Chat provider '{provider}': the model {what}. If it can do so after all, set Chat:Providers:{provider}:Capabilities:{capability} to yes.";

    private static string Name(Capability capability) => capability switch
    {
        Capability.Tools => "tools",
        Capability.Vision => "vision",
        _ => "JSON schema",
    };
}
