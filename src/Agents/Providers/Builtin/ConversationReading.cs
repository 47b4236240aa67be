using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;
using ReCorD.Compute.Imaging;
using ReCorD.Plugins.Tools;
using ReCorD.Vision.Poses;

namespace ReCorD.Agents.Providers.Builtin;

/// <summary>
/// A conversation as the built-in planner understands it: the scene's facts from the fenced JSON block of the prompt, the tools
/// on offer, and what earlier calls returned.
/// </summary>
internal sealed class ConversationReading
{
    private const string FenceStart = "```json", FenceEnd = "```";

    private readonly HashSet<string> tools;

    private ConversationReading(JsonObject? facts, IReadOnlyList<PastCall> calls, HashSet<string> tools)
    {
        Facts = facts;
        Calls = calls;
        this.tools = tools;
    }

    /// <summary>Null where the conversation is not about a scene.</summary>
    public JsonObject? Facts { get; }

    /// <summary>In order.</summary>
    public IReadOnlyList<PastCall> Calls { get; }

    public static ConversationReading Of(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        ChatMessage[] all = [.. messages];
        JsonObject? facts = all.Where(message => message.Role == ChatRole.User).Select(message => ReadFacts(message.Text)).LastOrDefault(found => found is not null);
        Dictionary<string, FunctionResultContent> results = [];
        foreach (FunctionResultContent result in all.SelectMany(message => message.Contents).OfType<FunctionResultContent>())
        {
            results[result.CallId] = result;
        }

        PastCall[] calls = [.. all.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Select(call => new PastCall(
            call.Name, Arguments(call), results.TryGetValue(call.CallId, out FunctionResultContent? result) ? Parse(ToolResultParts.Split(result.Result).Text) : null))];
        return new ConversationReading(facts, calls, [.. options?.Tools?.Select(tool => tool.Name) ?? []]);
    }

    public bool Offers(string tool) => tools.Contains(tool);

    /// <summary>The calls of a tool, in order.</summary>
    public IEnumerable<PastCall> CallsOf(string tool) => Calls.Where(call => call.Tool == tool);

    /// <summary>The calls of a tool since the present branch was started, in order.</summary>
    public IEnumerable<PastCall> CallsInBranch(string tool) => Calls.Skip(BranchStart).Where(call => call.Tool == tool);

    /// <summary>How many candidates there are, as the facts tell or those calls that made them; 0 where there are none yet.</summary>
    public int CandidateCount => Whole(Facts?["candidates"])
        ?? Calls.Where(call => call.Tool is ToolNames.GenerateCandidates or ToolNames.AddCandidates && call.Succeeded)
            .DistinctBy(call => (call.Tool, call.Arguments.ToJsonString()))
            .Sum(call => (call.Result!["candidates"] as JsonArray)?.Count ?? 0);

    /// <summary>The candidate that the present branch goes on with; null where none was chosen.</summary>
    public int? Chosen => Whole(Facts?["candidate_index"]) ?? ChosenAmong(Calls);

    /// <summary>The pictures that branches came to, in order.</summary>
    public IReadOnlyList<PastPicture> Pictures =>
    [
        .. Calls.Select((call, index) => call.Tool == ToolNames.CorrectInteraction && call.Succeeded && ChosenAmong(Calls.Take(index)) is { } candidate
            ? PastPicture.From(call.Result!, candidate)
            : null).OfType<PastPicture>(),
    ];

    private int BranchStart => Calls.Select((call, index) => call.Tool == ToolNames.StartBranch && call.Succeeded ? index + 1 : 0).DefaultIfEmpty().Max();

    private static int? ChosenAmong(IEnumerable<PastCall> calls) => Whole(
        calls.LastOrDefault(call => (call.Tool == ToolNames.SubmitPoseChoice && call.Accepted) || (call.Tool == ToolNames.StartBranch && call.Succeeded))?.Arguments["candidate_index"]);

    /// <summary>The first successful answer of a tool about a candidate, or about the final picture for null; null where it was not asked.</summary>
    private JsonObject? AnswerAbout(string tool, int? candidate) => CallsOf(tool)
        .FirstOrDefault(call => call.Succeeded && Whole(call.Result!["candidate_index"]) == candidate)?.Result;

    /// <summary>Whether a tool was called about a candidate, with success or not.</summary>
    public bool WasAsked(string tool, int? candidate) => CallsOf(tool).Any(call => Whole(call.Arguments["candidate_index"]) == candidate);

    /// <summary>The pose of a candidate as extract_pose gave it; null where nobody was found or it was not asked.</summary>
    public PoseEstimate? PoseOf(int? candidate) => AnswerAbout(ToolNames.ExtractPose, candidate) is { } answer ? Pose(answer) : null;

    /// <summary>The object box of a candidate as locate_object gave it; null where none was found or it was not asked.</summary>
    public Box? ObjectBoxOf(int? candidate) => AnswerAbout(ToolNames.LocateObject, candidate) is { } answer ? Box(answer["object_box"]) : null;

    /// <summary>What locate_object said of a candidate, or of the final picture for null; null where it was not asked.</summary>
    public JsonObject? LocationOf(int? candidate) => AnswerAbout(ToolNames.LocateObject, candidate);

    /// <summary>A text fact; null where it is missing.</summary>
    public string? Text(string fact) => Facts?[fact]?.GetValue<string>();

    /// <summary>A whole number; null where the node is missing or something else.</summary>
    public static int? Whole(JsonNode? node) => node is JsonValue value && value.TryGetValue(out int number) ? number : null;

    /// <summary>A box of the canvas; null where the node is missing.</summary>
    public static Box? Box(JsonNode? node) => node is JsonObject box && Whole(box["x1"]) is { } x1 && Whole(box["y1"]) is { } y1 && Whole(box["x2"]) is { } x2 && Whole(box["y2"]) is { } y2
        ? Compute.Imaging.Box.FromPixels(x1, y1, x2, y2)
        : null;

    /// <summary>The pose in an answer of extract_pose; null where no person was found.</summary>
    private static PoseEstimate? Pose(JsonObject answer)
    {
        if (answer["landmarks"] is not JsonObject landmarks || Box(answer["person_box"]) is not { } person)
        {
            return null;
        }

        const double Size = Compute.Imaging.Box.ReferenceSize;
        Landmark[] points = [.. LandmarkNames.All.Select(name => landmarks[name]!.AsArray()).Select(point =>
            new Landmark(point[0]!.GetValue<double>() / Size, point[1]!.GetValue<double>() / Size, point[2]!.GetValue<double>()))];
        return new PoseEstimate(points, person);
    }

    private static JsonObject Arguments(FunctionCallContent call) =>
        JsonSerializer.SerializeToNode(call.Arguments ?? new Dictionary<string, object?>(), AgentJson.Options)!.AsObject();

    private static JsonObject? ReadFacts(string text)
    {
        int start = text.LastIndexOf(FenceStart, StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        start += FenceStart.Length;
        int end = text.IndexOf(FenceEnd, start, StringComparison.Ordinal);
        return end < 0 ? null : Parse(text[start..end]);
    }

    private static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
