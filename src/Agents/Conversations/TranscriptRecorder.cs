using Microsoft.Extensions.AI;
using ReCorD.Agents.Runs;
using ReCorD.Plugins.Events;

namespace ReCorD.Agents.Conversations;

/// <summary>Keeps what was said in a run, each message once, pictures counted but not kept.</summary>
/// <param name="observer">Told of every tool call.</param>
public sealed class TranscriptRecorder(IRunObserver observer)
{
    private readonly List<TranscriptEntry> entries = [];
    private readonly HashSet<ChatMessage> seen = new(ReferenceEqualityComparer.Instance);

    /// <summary>In order.</summary>
    public IReadOnlyList<TranscriptEntry> Entries => entries;

    /// <summary>Takes over what was said in a run that is repeated; nobody is told of its tool calls again.</summary>
    public void Restore(IReadOnlyList<TranscriptEntry> recorded) => entries.AddRange(recorded);

    /// <summary>Records the messages that were not recorded before.</summary>
    public void Record(string agent, IEnumerable<ChatMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        foreach (ChatMessage message in messages.Where(seen.Add))
        {
            Record(agent, message);
        }
    }

    private void Record(string agent, ChatMessage message)
    {
        string role = message.Role.Value;
        string text = string.Join("\n", message.Contents.OfType<TextContent>().Select(part => part.Text));
        int images = message.Contents.Count(part => part is DataContent or UriContent);
        if (text.Length > 0 || images > 0)
        {
            entries.Add(new TranscriptEntry(agent, role, text, Images: images));
        }

        foreach (FunctionCallContent call in message.Contents.OfType<FunctionCallContent>())
        {
            string arguments = AgentJson.Arguments(call);
            observer.Observe(new ToolCalled(agent, call.Name, arguments));
            entries.Add(new TranscriptEntry(agent, role, "", call.Name, arguments));
        }

        foreach (FunctionResultContent result in message.Contents.OfType<FunctionResultContent>())
        {
            (string answer, IReadOnlyList<DataContent> pictures) = ToolResultParts.Split(result.Result);
            entries.Add(new TranscriptEntry(agent, role, answer, NameOf(result.CallId), Images: pictures.Count));
        }
    }

    private string? NameOf(string callId) => seen
        .SelectMany(message => message.Contents.OfType<FunctionCallContent>())
        .LastOrDefault(call => call.CallId == callId)?.Name;
}
