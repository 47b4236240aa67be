namespace ReCorD.Plugins.Scenes;

/// <summary>The fixed questions that a critic answers about a finished picture, each with what it counts in the score.</summary>
public static class CritiqueQuestions
{
    /// <summary>Is the person doing what the verb says?</summary>
    public const string Action = "action";

    /// <summary>Is the object there?</summary>
    public const string Object = "object";

    /// <summary>Is the object where the action needs it, touching what it should?</summary>
    public const string Contact = "contact";

    /// <summary>Is there exactly one of each?</summary>
    public const string Single = "single";

    /// <summary>Is the picture free of missing, doubled or melted parts?</summary>
    public const string Clean = "clean";

    private static readonly Dictionary<string, double> Weights = new(StringComparer.Ordinal)
    {
        [Action] = 0.3, [Object] = 0.15, [Contact] = 0.35, [Single] = 0.1, [Clean] = 0.1,
    };

    /// <summary>Their names, in the order in which they are shown.</summary>
    public static IReadOnlyList<string> Names { get; } = [Action, Object, Contact, Single, Clean];

    /// <summary>What an answer counts; all together 1.</summary>
    public static double Weight(string question) => Weights.GetValueOrDefault(question);

    /// <summary>The total score in [0, 1]: 0.3 action + 0.15 object + 0.35 contact + 0.1 single + 0.1 clean.</summary>
    public static double Score(IEnumerable<CritiqueAnswer> answers) => answers.Sum(answer => Weight(answer.Question) * answer.Score);
}
