using System.ComponentModel;
using Microsoft.Extensions.AI;
using ReCorD.Diffusion.Prompts;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Plugins.Tools;

/// <summary>Takes the prompt agent's answer. There is no scene yet: what it reads decides what the scene will be.</summary>
public sealed class SubmitInteractionsTool
{
    /// <summary>Interactions that one picture may be asked for; text encoders read no more.</summary>
    public const int MaximumInteractions = 6;

    private readonly Submission<InteractionReading> submission;

    public SubmitInteractionsTool(Submission<InteractionReading> submission)
    {
        ArgumentNullException.ThrowIfNull(submission);
        this.submission = submission;
    }

    /// <summary>As a function that chat clients understand.</summary>
    public AIFunction ToFunction() => AIFunctionFactory.Create(Run, new AIFunctionFactoryOptions { Name = ToolNames.SubmitInteractions, SerializerOptions = ToolReply.Json });

    [Description("Answers which interactions a text asks for, in English and in the order of the text. The only way to answer. Several people or several objects are several interactions. An empty list says that nobody does anything to anything there.")]
    private IReadOnlyList<AIContent> Run(
        [Description("One entry for each person who does something to one thing; at most 6.")] IReadOnlyList<InteractionArgument> interactions,
        [Description("How the text was understood, in a sentence or two.")] string reasoning)
    {
        if (submission.Value is not null)
        {
            return ToolReply.Mend("The interactions were already submitted; nothing more is needed.");
        }

        Interaction[] read = [.. (interactions ?? []).Select(one => one?.ToInteraction() ?? new Interaction("", "", ""))];
        List<string> problems = [.. read.SelectMany((one, index) => InteractionSentence.Check(one).Select(problem => $"Interaction {index + 1}: {problem}"))];
        if (interactions is null)
        {
            problems.Add("interactions is missing; give a list, empty where the text holds none.");
        }

        if (read.Length > MaximumInteractions)
        {
            problems.Add($"{read.Length} interactions were given; at most {MaximumInteractions} go into one picture. Give the most important ones.");
        }

        if (string.IsNullOrWhiteSpace(reasoning))
        {
            problems.Add("reasoning is empty; say how the text was understood.");
        }

        if (problems.Count > 0)
        {
            submission.Reject(string.Join(" ", problems));
            return ToolReply.Mend(submission.LastProblem!);
        }

        submission.Accept(new InteractionReading(read, reasoning.Trim()));
        return ToolReply.Of(new AcceptedReply(true));
    }
}
