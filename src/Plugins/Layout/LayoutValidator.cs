using System.Globalization;
using ReCorD.Compute.Imaging;

namespace ReCorD.Plugins.Layout;

/// <summary>
/// The rules for the box of the object. The person is never moved: a layout answer repeats the person box as it was given, and
/// the new box may touch or overlap the person (a rider is drawn over the horse) but must not swallow the person.
/// </summary>
public static class LayoutValidator
{
    /// <summary>Smallest area as a share of the picture: 36 x 36 on the canvas of 512, below which attention maps cannot hold a box.</summary>
    public const double MinimumArea = 0.005;

    /// <summary>Largest area as a share of the picture; above it a box constrains nothing.</summary>
    public const double MaximumArea = 0.6;

    /// <summary>Shortest side as a share of the picture: 16 of 512.</summary>
    public const double MinimumSide = 16.0 / Box.ReferenceSize;

    /// <summary>Largest share of the person box that the object box may cover.</summary>
    public const double MaximumPersonCover = 0.9;

    /// <summary>How far, in units of the canvas, a repeated person box may differ from the given one: rounding, no more.</summary>
    public const int PersonTolerance = 2;

    /// <summary>What is wrong with the object box by itself, one sentence each; empty where nothing is.</summary>
    public static IReadOnlyList<string> CheckObject(Box box)
    {
        if (!double.IsFinite(box.Left) || !double.IsFinite(box.Top) || !double.IsFinite(box.Right) || !double.IsFinite(box.Bottom))
        {
            return ["The object box has an edge that is not a finite number; give four whole numbers from 0 to 512."];
        }

        if (box.IsEmpty)
        {
            return [Text($"The object box {Show(box)} is empty or inverted: x1 must be less than x2 and y1 less than y2.")];
        }

        List<string> problems = [];
        if (box.Left < 0 || box.Top < 0 || box.Right > 1 || box.Bottom > 1)
        {
            problems.Add(Text($"The object box {Show(box)} leaves the canvas: every edge must lie between 0 and 512. Moved inside it would be {Show(box.MovedInside())}."));
        }

        if (box.Area < MinimumArea)
        {
            problems.Add(Text($"The object box {Show(box)} covers {box.Area:P2} of the picture; at least {MinimumArea:P1} is needed (36 x 36)."));
        }

        if (box.Area > MaximumArea)
        {
            problems.Add(Text($"The object box {Show(box)} covers {box.Area:P0} of the picture; at most {MaximumArea:P0} is allowed."));
        }

        if (Math.Min(box.Width, box.Height) < MinimumSide)
        {
            problems.Add(Text($"The object box {Show(box)} is thinner than 16 units; make both sides at least 16."));
        }

        return problems;
    }

    /// <summary>What is wrong with a layout answer: the object box by itself, the person box that was to be repeated, and how the two lie.</summary>
    /// <param name="objectBox">The proposed box.</param>
    /// <param name="repeatedPerson">The person box as the model repeated it.</param>
    /// <param name="person">The person box that was given to the model; null where no person was found, and then nothing is checked against it.</param>
    public static IReadOnlyList<string> CheckLayout(Box objectBox, BoxArgument? repeatedPerson, Box? person)
    {
        List<string> problems = [.. CheckObject(objectBox)];
        if (person is not { } known)
        {
            return problems;
        }

        BoxArgument given = BoxArgument.From(known);
        if (repeatedPerson is null)
        {
            problems.Add($"person_box is missing; repeat it as given: {given}.");
        }
        else if (!Same(repeatedPerson, given))
        {
            problems.Add($"person_box {repeatedPerson} differs from the given one; the person must stay where it is: {given}.");
        }

        double cover = known.Area <= 0 ? 0 : objectBox.Intersect(known).Area / known.Area;
        if (cover > MaximumPersonCover)
        {
            problems.Add(Text($"The object box {Show(objectBox)} covers {cover:P0} of the person box {given}; it may touch or overlap the person but cover at most {MaximumPersonCover:P0} of it."));
        }

        return problems;
    }

    private static bool Same(BoxArgument a, BoxArgument b) =>
        Math.Abs((long)a.X1 - b.X1) <= PersonTolerance && Math.Abs((long)a.Y1 - b.Y1) <= PersonTolerance &&
        Math.Abs((long)a.X2 - b.X2) <= PersonTolerance && Math.Abs((long)a.Y2 - b.Y2) <= PersonTolerance;

    private static string Show(Box box) => BoxArgument.From(box).ToString();

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
