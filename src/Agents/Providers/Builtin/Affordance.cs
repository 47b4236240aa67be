namespace ReCorD.Agents.Providers.Builtin;

/// <summary>What is known about a class of actions.</summary>
internal sealed record Affordance
{
    public required string Name { get; init; }

    /// <summary>Verbs as in prompts: "kicking", "sitting on".</summary>
    public required IReadOnlyList<string> Verbs { get; init; }

    /// <summary>Endings that put an unlisted verb into this class: " on".</summary>
    public required IReadOnlyList<string> Endings { get; init; }

    public required bool IsDefault { get; init; }

    public required string PoseType { get; init; }

    public required string Relationship { get; init; }

    public required IReadOnlyList<PoseRule> Pose { get; init; }

    public required Placement Place { get; init; }
}

/// <summary>A measure of the body that should lie within a range.</summary>
/// <param name="Measure">Name of the measure.</param>
/// <param name="From">Lower end, degrees or body heights.</param>
/// <param name="To">Upper end.</param>
/// <param name="Slack">How far beyond the range the rule is worth nothing any more.</param>
/// <param name="Weight">What the rule counts, above 0.</param>
internal sealed record PoseRule(string Measure, double From, double To, double Slack, double Weight)
{
    /// <summary>1 within the range, falling to 0 over the slack.</summary>
    public double Score(double value)
    {
        double outside = Math.Max(Math.Max(From - value, value - To), 0);
        return Math.Max(0, 1 - (outside / Slack));
    }
}

/// <summary>Where the object's centre is, from a point of the body.</summary>
/// <param name="Anchor">The point.</param>
/// <param name="ObjectForward">Offset forward in widths of the object.</param>
/// <param name="ObjectUp">Offset upward in heights of the object.</param>
/// <param name="BodyForward">Offset forward in body heights.</param>
/// <param name="BodyUp">Offset upward in body heights.</param>
/// <param name="Vertical">anchor, ground or sky.</param>
internal sealed record Placement(string Anchor, double ObjectForward, double ObjectUp, double BodyForward, double BodyUp, string Vertical);

/// <summary>Usual size of a thing as shares of a person's standing height.</summary>
internal sealed record ObjectSize(double MinimumWidth, double MaximumWidth, double MinimumHeight, double MaximumHeight)
{
    public double TypicalWidth => Math.Sqrt(MinimumWidth * MaximumWidth);

    public double TypicalHeight => Math.Sqrt(MinimumHeight * MaximumHeight);
}
