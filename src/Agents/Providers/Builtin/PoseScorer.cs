using System.Globalization;
using ReCorD.Plugins.Poses;
using ReCorD.Vision.Poses;

namespace ReCorD.Agents.Providers.Builtin;

/// <summary>How well a pose fits an action.</summary>
internal static class PoseScorer
{
    /// <summary>Weighted mean of the rules, in [0, 1]; 0 where no person was found.</summary>
    public static PoseScore Score(Affordance affordance, PoseEstimate? pose)
    {
        if (pose is null)
        {
            return new PoseScore(0, "no person was found");
        }

        PoseMeasures measures = PoseMeasures.Of(BodyGeometry.From(pose));
        double total = affordance.Pose.Sum(rule => rule.Weight);
        double met = affordance.Pose.Sum(rule => rule.Weight * rule.Score(measures[rule.Measure]));
        PoseRule? worst = affordance.Pose.MinBy(rule => rule.Score(measures[rule.Measure]));
        string remark = worst is null || worst.Score(measures[worst.Measure]) >= 1
            ? "every sign of the action is there"
            : string.Create(CultureInfo.InvariantCulture, $"furthest off is {worst.Measure} with {measures[worst.Measure]:0.##}, expected {worst.From:0.##} to {worst.To:0.##}");
        return new PoseScore(total <= 0 ? 0 : met / total, remark);
    }
}

/// <summary>A score in [0, 1] and what it hangs on.</summary>
internal sealed record PoseScore(double Value, string Remark);
