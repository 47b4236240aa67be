using ReCorD.Agents.Conversations;
using ReCorD.Agents.Layout;
using ReCorD.Agents.Planning;
using ReCorD.Agents.Prompting;
using ReCorD.Agents.Prompts;
using ReCorD.Agents.Rounds;
using ReCorD.Agents.Selection;
using ReCorD.Diffusion.Prompts;
using ReCorD.Plugins.Events;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Agents.Runs;

/// <summary>
/// The whole of a run: candidates, poses, pose choice, object box, layout, change check, correction. Plain methods, prompts
/// without an interaction and recorded decisions take the parts that apply.
/// </summary>
public sealed class InteractionPipeline
{
    /// <summary>Method that makes one plain picture without agents.</summary>
    public const string PlainMethod = "stable-diffusion";

    private readonly SceneServices services;
    private readonly IAgentClients clients;
    private readonly PromptLibrary prompts;

    /// <param name="services">The machinery; stays the caller's.</param>
    /// <param name="clients">The chat model of each agent; asked only where an agent is needed. The clients stay the caller's.</param>
    /// <param name="prompts">The agents' prompts.</param>
    public InteractionPipeline(SceneServices services, IAgentClients clients, PromptLibrary prompts)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(clients);
        ArgumentNullException.ThrowIfNull(prompts);
        this.services = services;
        this.clients = clients;
        this.prompts = prompts;
    }

    /// <summary>Whether a run makes one plain picture without agents: so asked, or because there is no interaction to work on.</summary>
    public static bool IsPlain(InteractionPrompt prompt, string method)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return method == PlainMethod || !prompt.HasInteraction;
    }

    /// <summary>The scene of a run, with nothing made in it yet.</summary>
    /// <exception cref="AgentException">The request is contradictory.</exception>
    public static SceneSession OpenScene(RunRequest request, SceneServices services)
    {
        ArgumentNullException.ThrowIfNull(request);
        RequestCheck.Validate(request);
        RoundContext round = new(1, request.Settings.Rounds, []) { HasUserBox = request.Settings.Box is not null, ProfileStrength = request.ProfileStrength };
        return new SceneSession(request.Prompt, RunRecords.Settings(request, IsPlain(request.Prompt, request.Settings.Method)), services) { Round = round };
    }

    /// <summary>The agents that may be asked in a run; a planner leaves to the others what it does not finish.</summary>
    /// <param name="orchestration"><c>pipeline</c> or <c>planner</c>.</param>
    /// <param name="hasBox">Whether the user gave the object's box, so that no layout is asked for.</param>
    /// <param name="rounds">Most rounds; a critic is asked where there may be more than one.</param>
    public static IReadOnlyList<string> AgentsOf(string orchestration, bool hasBox, int rounds = 1) =>
    [
        .. orchestration == "planner" ? [AgentNames.Planner] : Array.Empty<string>(),
        AgentNames.PoseSelection,
        .. hasBox ? Array.Empty<string>() : [AgentNames.Layout],
        .. rounds > 1 ? [AgentNames.Critic] : Array.Empty<string>(),
    ];

    /// <summary>What a scene has come to so far, as the outcome of a run.</summary>
    /// <param name="request">The request that the scene was opened with.</param>
    /// <param name="session">The scene; it has at least one picture.</param>
    /// <param name="transcript">What was said about it.</param>
    /// <param name="started">When it was opened, UTC.</param>
    /// <exception cref="InvalidOperationException">No picture was made in it.</exception>
    public static RunOutcome Conclude(RunRequest request, SceneSession session, TranscriptRecorder transcript, DateTimeOffset started)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(transcript);
        return RunRecords.Outcome(request, RoundsOutcome.Of(session), transcript, null, started);
    }

    /// <exception cref="AgentException">The request is contradictory: a bad box, recorded decisions that do not fit, an unknown orchestration.</exception>
    /// <exception cref="Providers.ChatProviderException">The chat model cannot be used.</exception>
    /// <exception cref="PromptException">A prompt file is missing or malformed.</exception>
    /// <exception cref="Diffusion.Methods.GenerationException">The method cannot make the picture.</exception>
    /// <exception cref="RunStoppedException">Cancelled after the picture of the first of several rounds; the exception has the best so far.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<RunOutcome> RunAsync(RunRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        request = RoundReplay.Resolve(request);
        DateTimeOffset started = services.Time.GetUtcNow();
        SceneSession session = OpenScene(request, services);
        TranscriptRecorder transcript = new(services.Observer);
        transcript.Restore(request.Reading?.Transcript ?? []);
        foreach (string warning in request.Reading?.Warnings ?? [])
        {
            services.Observer.Observe(new RunWarned(warning));
        }

        RoundsOutcome rounds = RoundsOutcome.Of(session);
        if (IsPlain(request.Prompt, request.Settings.Method))
        {
            await RunPlainAsync(request, session, cancellationToken).ConfigureAwait(false);
        }
        else if (request.Decisions is { } decisions)
        {
            await ReplayAsync(request, session, transcript, decisions, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            rounds = await RunAgentsAsync(request, session, transcript, cancellationToken).ConfigureAwait(false);
        }

        RunOutcome outcome = RunRecords.Outcome(request, rounds, transcript, clients.Usage, started);
        return rounds.IsStopped ? throw new RunStoppedException(outcome, cancellationToken) : outcome;
    }

    private static async Task RunPlainAsync(RunRequest request, SceneSession session, CancellationToken cancellationToken)
    {
        if (request.Settings.Method != PlainMethod)
        {
            string why = request.Prompt.Hint ?? "The prompt has no interaction of the form \"{subject} is {verb-ing} {object}\".";
            session.Warn($"{why} One picture is made without correction.");
        }

        if (request.Settings.Rounds > 1)
        {
            session.Warn("A plain picture has one round: there is no interaction for the critic to judge.");
        }

        await SceneWork.MakeCandidatesAsync(session, cancellationToken).ConfigureAwait(false);
    }

    private static async Task ReplayAsync(RunRequest request, SceneSession session, TranscriptRecorder transcript, ReplayDecisions decisions, CancellationToken cancellationToken)
    {
        await SceneWork.MakeCandidatesAsync(session, cancellationToken).ConfigureAwait(false);
        RunRecords.Restore(decisions, session);
        transcript.Restore([.. decisions.Transcript.Where(entry => entry.Agent != PromptAgent.Name)]);

        // A new box changes no candidate, so the reasons for the pose still hold.
        if (request.Settings with { Box = decisions.Settings.Box } != decisions.Settings)
        {
            session.Warn("The decisions are those of the recorded run, which had other settings; their reasons speak of its pictures.");
        }

        await FinishAsync(session, cancellationToken).ConfigureAwait(false);
    }

    private async Task<RoundsOutcome> RunAgentsAsync(RunRequest request, SceneSession session, TranscriptRecorder transcript, CancellationToken cancellationToken)
    {
        AgentConversation conversation = new(clients, prompts, transcript);
        if (request.Settings.Rounds <= 1)
        {
            await RunFirstAsync(request, session, conversation, cancellationToken).ConfigureAwait(false);
            return RoundsOutcome.Of(session);
        }

        RoundLoop loop = new(conversation, next => CompleteAsync(request, next, conversation, cancellationToken));
        return await loop.RunAsync(session, first => RunFirstAsync(request, first, conversation, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A planner drives the first round alone; what a critic asks for later follows the pipeline.</summary>
    private static async Task RunFirstAsync(RunRequest request, SceneSession session, AgentConversation conversation, CancellationToken cancellationToken)
    {
        conversation = conversation with { Warn = session.Warn };
        PlaceByUser(request, session);
        if (request.Settings.Orchestration == "planner")
        {
            PlannerEnd end = await session.RunStageAsync(SceneStages.Planner, 0, () => new PlannerAgent(conversation).RunAsync(session, cancellationToken)).ConfigureAwait(false);
            await PlannerFallback.CompleteAsync(session, end, cancellationToken).ConfigureAwait(false);
        }

        await CompleteAsync(request, session, conversation, cancellationToken).ConfigureAwait(false);
    }

    private static void PlaceByUser(RunRequest request, SceneSession session)
    {
        if (request.Settings.Box is { } box && session.LayoutSubmission.Value is null)
        {
            session.LayoutSubmission.Restore(RunRecords.Choice(LayoutRecord.FromUser(box), box), 0, null);
        }
    }

    /// <summary>Makes, decides and draws whatever a scene still lacks.</summary>
    private static async Task CompleteAsync(RunRequest request, SceneSession session, AgentConversation conversation, CancellationToken cancellationToken)
    {
        conversation = conversation with { Warn = session.Warn };
        PlaceByUser(request, session);
        if (session.Candidates.Count < session.Settings.Candidates)
        {
            await SceneWork.MakeCandidatesAsync(session, cancellationToken).ConfigureAwait(false);
        }

        await DecideAsync(session, conversation, cancellationToken).ConfigureAwait(false);
        await FinishAsync(session, cancellationToken).ConfigureAwait(false);
    }

    private static async Task DecideAsync(SceneSession session, AgentConversation conversation, CancellationToken cancellationToken)
    {
        if (session.PoseSubmission.Value is null)
        {
            await session.RunStageAsync(SceneStages.PoseSelection, 0, async () =>
            {
                await new PoseSelectionAgent(conversation).RunAsync(session, cancellationToken).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
        }

        if (session.LayoutSubmission is { Value: null, Fallback: null })
        {
            await session.RunStageAsync(SceneStages.Layout, 0, async () =>
            {
                await new LayoutAgent(conversation).RunAsync(session, cancellationToken).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
        }
    }

    private static async Task FinishAsync(SceneSession session, CancellationToken cancellationToken)
    {
        ChangeCheck? check = session.LayoutSubmission.Value is null ? null : session.ChangeCheck ?? SceneWork.CheckChange(session);
        if (check is not { Corrected: true })
        {
            await SceneWork.FinishChosenAsync(session, cancellationToken).ConfigureAwait(false);
        }
        else if (session.Correction is null)
        {
            await SceneWork.CorrectAsync(session, cancellationToken).ConfigureAwait(false);
        }
    }
}
