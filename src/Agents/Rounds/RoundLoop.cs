using ReCorD.Agents.Conversations;
using ReCorD.Agents.Critique;
using ReCorD.Agents.Providers;
using ReCorD.Agents.Runs;
using ReCorD.Diffusion.Methods;
using ReCorD.Plugins.Events;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Agents.Rounds;

/// <summary>
/// The closed loop: the critic judges each finished picture; while it does not accept and rounds are left, its change is applied and another
/// picture made. The best by score is the result. Where the critic fails, the round stands as it is; where a later round fails for
/// want of a chat model or because the model cannot draw it, or the run is cancelled, the earlier ones stand.
/// </summary>
/// <param name="conversation">For the critic.</param>
/// <param name="complete">Decides and draws whatever a scene still lacks.</param>
internal sealed class RoundLoop(AgentConversation conversation, Func<SceneSession, Task> complete)
{
    private readonly List<Round> rounds = [];
    private readonly List<string> warnings = [];
    private bool isStopped;

    /// <param name="first">The scene of the first round.</param>
    /// <param name="finishFirst">Draws the first round's picture.</param>
    /// <param name="cancellationToken">Ends the run; from the first finished picture on, with what there is.</param>
    /// <exception cref="OperationCanceledException">Cancelled before there was a picture.</exception>
    public async Task<RoundsOutcome> RunAsync(SceneSession first, Func<SceneSession, Task> finishFirst, CancellationToken cancellationToken)
    {
        SceneSession session = first;
        RoundChange change = RoundChange.None;
        Announce(session, change);
        await finishFirst(session).ConfigureAwait(false);
        while (true)
        {
            CritiqueRecord critique = await JudgeAsync(session, cancellationToken).ConfigureAwait(false);
            rounds.Add(new Round(session.Round.Number, change, session, critique));
            session.Services.Observer.Observe(new RoundFinished(session.Round.Number, critique.Score, critique.Accepted));
            if (critique.Accepted || session.Round.Left == 0)
            {
                return Outcome();
            }

            change = critique.Change;
            session = NextRound.Of(session, change, session.Round with { Number = session.Round.Number + 1, Tried = [.. session.Round.Tried, SetupOf(session)] });
            Announce(session, change);
            if (!await TryCompleteAsync(session, cancellationToken).ConfigureAwait(false))
            {
                return Outcome() with { Unfinished = session };
            }
        }
    }

    private static RoundSetup SetupOf(SceneSession session) =>
        new(session.Settings.Seed, session.Settings.NegativePrompt, session.Chosen!.Index, session.LayoutSubmission.Value?.Box, session.Strength);

    private static void Announce(SceneSession session, RoundChange change) =>
        session.Services.Observer.Observe(new RoundStarted(session.Round.Number, session.Round.Total, change.Kind, change.Reason));

    private async Task<CritiqueRecord> JudgeAsync(SceneSession session, CancellationToken cancellationToken)
    {
        Submission<Plugins.Scenes.Critique> submission = session.CritiqueSubmission;
        string? failure = null;
        try
        {
            SceneWork.ExamineFinal(session, cancellationToken);
            await session.RunStageAsync(SceneStages.Critique, 0, async () =>
            {
                await new CriticAgent(conversation with { Warn = message => Warn(session, message) }).RunAsync(session, cancellationToken).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
        }
        catch (ChatProviderException exception)
        {
            failure = $"the critic could not be asked; the round is accepted without critique. {exception.Message}";
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            isStopped = true;
            failure = "the run was stopped before it came.";
            SceneWork.ExamineFinal(session, CancellationToken.None);
        }

        if (submission.Value is { } answer)
        {
            return new CritiqueRecord(answer.Answers, answer.Score, answer.Accepted, answer.Change, submission.Attempts, null);
        }

        string fallback = failure ?? Fallbacks.Reason(submission.Attempts, submission.LastProblem, "the round is accepted without critique");
        Warn(session, Round.Warning(session.Round.Number, fallback));
        return new CritiqueRecord([], null, true, RoundChange.None, submission.Attempts, fallback);
    }

    private async Task<bool> TryCompleteAsync(SceneSession session, CancellationToken cancellationToken)
    {
        try
        {
            await complete(session).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is ChatProviderException or GenerationException)
        {
            warnings.AddRange(session.Warnings.Except(warnings));
            Warn(session, $"Round {session.Round.Number} could not be finished; the best round before it is kept. {exception.Message}");
            return false;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            isStopped = true;
            Warn(session, $"The run was stopped in round {session.Round.Number} of {session.Round.Total}; the best round before it is kept.");
            return false;
        }
    }

    /// <summary>The highest score wins, the earlier round among equals; a round without a critique only where there is no other.</summary>
    private RoundsOutcome Outcome()
    {
        Round kept = rounds.MaxBy(round => round.Critique.Score ?? -1)!;
        return new RoundsOutcome(rounds, kept.Session, kept.Number, warnings) { IsStopped = isStopped };
    }

    private void Warn(SceneSession session, string message)
    {
        if (!warnings.Contains(message, StringComparer.Ordinal))
        {
            warnings.Add(message);
            session.Services.Observer.Observe(new RunWarned(message));
        }
    }
}
