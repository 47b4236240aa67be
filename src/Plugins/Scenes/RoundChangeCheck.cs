using System.Globalization;
using ReCorD.Compute.Imaging;
using ReCorD.Plugins.Layout;

namespace ReCorD.Plugins.Scenes;

/// <summary>Finds what is wrong with a change that a critic asks for: a part is missing, it would change nothing, or a round was made with it before.</summary>
internal static class RoundChangeCheck
{
    private const int LongestNegativePrompt = 30;

    /// <summary>Boxes that share more than this give the same picture but for rounding.</summary>
    private const double SameBox = 0.97;

    /// <summary>One sentence each with what to do instead; empty where nothing is wrong.</summary>
    public static IReadOnlyList<string> Check(SceneSession session, bool accepted, RoundChange change)
    {
        if (!RoundChangeKinds.Names.Contains(change.Kind))
        {
            return [$"There is no change '{change.Kind}'; choose {string.Join(", ", RoundChangeKinds.Names)}."];
        }

        bool isNone = change.Kind == RoundChangeKinds.None;
        if (accepted || session.Round.Left == 0)
        {
            return accepted && !isNone ? ["An accepted picture needs no change: say none, or accepted false."] : [];
        }

        if (isNone)
        {
            return [$"The picture was not accepted and {session.Round.Left} more {(session.Round.Left == 1 ? "round is" : "rounds are")} left: say what to change, or accept it."];
        }

        string? problem = string.IsNullOrWhiteSpace(change.Reason) ? "change_reason is empty; say why this change should help." : Problem(session, change);
        return problem is null ? [] : [problem];
    }

    /// <summary>Without the parts that belong to other kinds of change.</summary>
    public static RoundChange OnlyWhatItNeeds(RoundChange change) => new(
        change.Kind, change.Reason,
        change.Kind == RoundChangeKinds.OtherCandidate ? change.Candidate : null,
        change.Kind == RoundChangeKinds.MoveBox ? change.Box : null,
        change.Kind == RoundChangeKinds.NegativePrompt ? change.NegativePrompt : null);

    private static string? Problem(SceneSession session, RoundChange change) => change.Kind switch
    {
        RoundChangeKinds.OtherCandidate => Candidate(session, change.Candidate),
        RoundChangeKinds.MoveBox => Move(session, change.Box),
        RoundChangeKinds.Stronger or RoundChangeKinds.Weaker => Strength(session, change.Kind),
        RoundChangeKinds.NegativePrompt => Negative(session, change.NegativePrompt),
        _ => null,
    };

    private static string? Candidate(SceneSession session, int? index)
    {
        int count = session.Candidates.Count;
        if (index is not { } number || number < 0 || number >= count)
        {
            return string.Create(CultureInfo.InvariantCulture, $"other_candidate needs candidate_index from 0 to {count - 1}.");
        }

        bool tried = number == session.Chosen?.Index || session.Round.Tried.Any(setup => OfSameCandidates(session, setup) && setup.Candidate == number);
        return tried ? string.Create(CultureInfo.InvariantCulture, $"Candidate {number} was already tried; choose another, or another kind of change.") : null;
    }

    private static string? Move(SceneSession session, Box? box)
    {
        if (session.Round.HasUserBox)
        {
            return "The user has placed the object, so its box stays; choose another kind of change.";
        }

        if (box is not { } target)
        {
            return "move_box needs object_box: {x1, y1, x2, y2}.";
        }

        IReadOnlyList<string> problems = LayoutValidator.CheckObject(target);
        if (problems.Count > 0)
        {
            return string.Join(" ", problems);
        }

        IEnumerable<Box?> tried = session.Round.Tried.Where(setup => OfSameCandidates(session, setup) && setup.Candidate == session.Chosen?.Index).Select(setup => setup.Target)
            .Append(session.LayoutSubmission.Value?.Box);
        return tried.Any(other => other?.IntersectionOverUnion(target) > SameBox) ? "The object was already tried in that box; move it further, or choose another kind of change." : null;
    }

    private static string? Strength(SceneSession session, string kind)
    {
        if (session.Correction is not { } correction)
        {
            return "Nothing was corrected in this round, so its strength changes nothing; choose another kind of change.";
        }

        double wanted = session.Strength * (kind == RoundChangeKinds.Stronger ? RoundChangeKinds.StrengthFactor : 1 / RoundChangeKinds.StrengthFactor);
        bool tried = session.Round.Tried.Any(setup =>
            OfSameCandidates(session, setup) && setup.Candidate == session.Chosen?.Index && setup.Target == correction.Target && Math.Abs(setup.Strength - wanted) < 1e-6 * wanted);
        return tried ? "That strength was already tried; choose another kind of change." : null;
    }

    private static string? Negative(SceneSession session, string? text)
    {
        int words = (text ?? "").Split(default(char[]), StringSplitOptions.RemoveEmptyEntries).Length;
        return NegativePrompts.Parts(text).Length == 0 || words > LongestNegativePrompt ? $"negative_prompt needs a text of 1 to {LongestNegativePrompt} words."
            : NegativePrompts.Covers(session.Settings.NegativePrompt, text!) || session.Round.Tried.Any(setup => NegativePrompts.Covers(setup.NegativePrompt, text!)) ? "That negative prompt was already used; choose another change."
            : null;
    }

    private static bool OfSameCandidates(SceneSession session, RoundSetup setup) => setup.Seed == session.Settings.Seed && setup.NegativePrompt == session.Settings.NegativePrompt;
}
