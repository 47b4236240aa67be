using System.Text.Json.Nodes;
using ReCorD.Agents.Conversations;
using ReCorD.Plugins.Layout;
using ReCorD.Plugins.Scenes;
using ReCorD.Plugins.Tools;

namespace ReCorD.Agents.Critique;

/// <summary>Shows the finished picture to the chat model, has it answer the questions of <see cref="CritiqueQuestions"/> and say what the next round should change.</summary>
public sealed class CriticAgent(AgentConversation conversation)
{
    public const string Name = AgentNames.Critic;

    /// <summary>Settles the session's critique; out of attempts it stays without a value.</summary>
    /// <exception cref="Providers.ChatProviderException">The model cannot be reached or does not speak the protocol.</exception>
    public Task RunAsync(SceneSession session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        SceneCandidate final = session.Final ?? throw new InvalidOperationException("The final picture must be examined before the critique.");
        bool goesOn = session.Round.Left > 0;
        Dictionary<string, object> values = new(StringComparer.Ordinal)
        {
            ["prompt"] = session.Prompt.Text,
            ["facts"] = AgentConversation.Facts(Facts(session, final)),
            ["left"] = session.Round.Left,
            ["image"] = AgentConversation.DataUri(session.Services.Encoder, final.Image),
            ["candidates"] = goesOn ? session.Candidates.Select(candidate => AgentConversation.DataUri(session.Services.Encoder, candidate.Image)).ToArray() : [],
        };
        AgentGoal goal = AgentGoal.For(session.CritiqueSubmission, ToolNames.SubmitCritique);
        return conversation.RunAsync(Name, Name, values, SceneTools.ForCritique(session), goal, cancellationToken);
    }

    private static JsonObject Facts(SceneSession session, SceneCandidate final)
    {
        JsonObject facts = SceneFacts.Of(session, Name);
        facts["pose_choice"] = session.PoseSubmission.Value?.Reasoning;
        facts["corrected"] = session.Correction is not null;
        facts["final"] = new JsonObject
        {
            ["person_box"] = final.Pose is { } pose ? SceneFacts.Numbers(pose.PersonBox) : null,
            ["object_box"] = final.ObjectBox is { } box ? SceneFacts.Numbers(box) : null,
            ["object_regions"] = session.Measures?.Regions,
            ["attention_in_target"] = Rounded(session.Measures?.AttentionShare),
            ["overlap_with_target"] = Rounded(session.Measures?.BoxIou),
        };
        facts["seed"] = session.Settings.Seed;
        facts["round"] = session.Round.Number;
        facts["rounds_left"] = session.Round.Left;
        facts["object_placed_by_user"] = session.Round.HasUserBox;
        facts["tried"] = new JsonArray([.. session.Round.Tried.Select(Tried)]);
        return facts;
    }

    private static JsonNode Tried(RoundSetup setup, int index) => new JsonObject
    {
        ["round"] = index + 1, ["seed"] = setup.Seed, ["candidate_index"] = setup.Candidate, ["object_box"] = setup.Target is { } box ? SceneFacts.Numbers(box) : null,
        ["strength"] = Rounded(setup.Strength), ["negative_prompt"] = setup.NegativePrompt,
    };

    private static double? Rounded(double? value) => value is { } number ? Math.Round(number, 3) : null;
}
