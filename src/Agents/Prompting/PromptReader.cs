using System.Globalization;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Providers;
using ReCorD.Agents.Runs;
using ReCorD.Diffusion.Prompts;
using ReCorD.Plugins.Events;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Agents.Prompting;

/// <summary>
/// Makes of a text the sentence that a run works on. The parser reads "{subject} is {verb-ing} {object}" alone; the prompt agent is asked for
/// the rest. Where it fails, the parser's reading stands, and a warning says so.
/// </summary>
/// <param name="conversation">For the agent; its transcript holds nothing else.</param>
/// <param name="observer">Told of the stage.</param>
/// <param name="time">For the seconds it takes.</param>
public sealed class PromptReader(AgentConversation conversation, IRunObserver observer, TimeProvider time)
{
    private const int MaximumAttempts = 3;

    /// <summary>Reads a text.</summary>
    /// <param name="text">As typed, in any language.</param>
    /// <param name="mode">When to ask the agent.</param>
    /// <param name="number">Which interaction to correct, counted from 1.</param>
    /// <param name="recorded">What the agent made of this text before; it is then not asked again.</param>
    /// <param name="cancellationToken">Ends the conversation.</param>
    /// <exception cref="AgentException">The text holds fewer interactions than <paramref name="number"/>.</exception>
    /// <exception cref="Diffusion.Prompts.PromptException">The text is empty.</exception>
    public async Task<PromptReading> ReadAsync(string text, PromptAgentMode mode, int number, RecordedReading? recorded, CancellationToken cancellationToken)
    {
        InteractionPrompt parsed = InteractionPromptParser.Parse(text);
        PromptReading reading = recorded is { } earlier && earlier.Record.Text == text ? Understand(parsed, earlier.Record, number) with { Transcript = earlier.Transcript }
            : IsAsked(mode, parsed) ? await AskAsync(parsed, text, number, cancellationToken).ConfigureAwait(false)
            : new PromptReading { Prompt = parsed };
        if (reading.Record is { Interactions.Count: > 0 } read)
        {
            observer.Observe(new PromptRead(reading.Prompt.Text, read.Interactions.Count));
        }

        int count = Math.Max(reading.Record?.Interactions.Count ?? 0, 1);
        return number <= count
            ? reading
            : throw new AgentException(string.Create(CultureInfo.InvariantCulture, $"Interaction {number} was asked for, but {(count == 1 ? "one" : count)} {(count == 1 ? "was" : "were")} found in the text{(reading.Record is null ? ", which the prompt agent was not asked to read; --prompt-agent always asks it" : "")}. Choose from 1 to {count}."));
    }

    /// <summary>Whether the agent is asked: in <see cref="PromptAgentMode.Auto"/> where clauses tell something else than the parser does.</summary>
    private static bool IsAsked(PromptAgentMode mode, InteractionPrompt parsed)
    {
        if (mode != PromptAgentMode.Auto)
        {
            return mode == PromptAgentMode.Always;
        }

        if (!parsed.HasInteraction)
        {
            return true;
        }

        IReadOnlyList<Interaction> clauses = InteractionClauses.Find(parsed.Text);
        return clauses.Count > 1 || (clauses.Count == 1 && parsed.Verb!.Contains("ing", StringComparison.Ordinal) && !InteractionSentence.IsSaidBy(parsed, clauses[0]));
    }

    private async Task<PromptReading> AskAsync(InteractionPrompt parsed, string text, int number, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        observer.Observe(new StageStarted(SceneStages.Prompt, 0));
        Submission<InteractionReading> submission = new(MaximumAttempts);
        string? failure = null;
        List<string> notices = [];
        try
        {
            await new PromptAgent(conversation with { Warn = notices.Add }).RunAsync(text, submission, cancellationToken).ConfigureAwait(false);
        }
        catch (ChatProviderException exception)
        {
            failure = exception.Message;
        }

        InteractionReading? answer = submission.Value;
        PromptReadingRecord record = new(text, answer?.Interactions ?? [], 0, answer?.Reasoning ?? "", submission.Attempts, answer is null ? Fallback(submission, failure) : null);
        double seconds = time.GetElapsedTime(start).TotalSeconds;
        observer.Observe(new StageFinished(SceneStages.Prompt, seconds));
        PromptReading reading = Understand(parsed, record, number);
        return reading with { Warnings = [.. notices.Union(reading.Warnings, StringComparer.Ordinal)], Transcript = [.. conversation.Transcript.Entries], Seconds = seconds };
    }

    private static PromptReading Understand(InteractionPrompt parsed, PromptReadingRecord record, int number)
    {
        List<string> warnings = record.Fallback is { } fallback ? [$"Prompt agent: {fallback}"] : [];
        if (record is { Interactions.Count: 0, Fallback: null, Reasoning.Length: > 0 })
        {
            warnings.Add($"Prompt agent: {record.Reasoning}");
        }

        if (record.Interactions.Count == 0 || number > record.Interactions.Count)
        {
            return new PromptReading { Prompt = parsed, Record = record with { Corrected = 0 }, Warnings = warnings };
        }

        Interaction first = record.Interactions[number - 1];
        if (record.Interactions.Count > 1)
        {
            warnings.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"The text holds {record.Interactions.Count} interactions. The model is asked for all of them, and number {number} ({first.Subject}, {first.Verb}, {first.Object}) is corrected; the others stay as they come. --interaction chooses another."));
        }

        // A text that says just this to the parser goes to the model as it was typed, with all its details.
        InteractionPrompt sentence = InteractionSentence.IsSaidBy(parsed, first)
            ? parsed
            : InteractionPromptParser.Parse(InteractionSentence.Compose([first, .. record.Interactions.Where((_, index) => index != number - 1)]));
        return new PromptReading { Prompt = sentence, Record = record with { Corrected = number }, Warnings = warnings };
    }

    private static string Fallback(Submission<InteractionReading> submission, string? failure) => failure is null
        ? Fallbacks.Reason(submission.Attempts, submission.LastProblem, "the text is read by the parser alone")
        : $"it could not be asked; the text is read by the parser alone. {failure}";
}
