using ReCorD.Agents.Runs;
using ReCorD.Cli.Progress;
using ReCorD.Experiments.Tasks;

namespace ReCorD.Cli.Experiments.Generate;

/// <summary>What is measured of an image run; all of it stands in its record.</summary>
internal static class RunMetrics
{
    private static readonly MetricInfo Share = new("attention_share", "attention share", MetricDirection.Higher, IsShown: true);
    private static readonly MetricInfo ShareBefore = new("attention_share_before", "attention share before", MetricDirection.None);
    private static readonly MetricInfo Iou = new("box_iou", "box IoU", MetricDirection.Higher, IsShown: true);
    private static readonly MetricInfo IouBefore = new("box_iou_before", "box IoU before", MetricDirection.None);
    private static readonly MetricInfo Corrected = new("corrected", "corrected", MetricDirection.None);
    private static readonly MetricInfo Rows = new("unet_rows", "UNet rows", MetricDirection.Lower, Decimals: 0);
    private static readonly MetricInfo Warnings = new("warnings", "warnings", MetricDirection.Lower, Decimals: 2);

    public static IReadOnlyList<MetricInfo> All { get; } = [Share, Iou, ShareBefore, IouBefore, Corrected, Rows, Warnings, .. CommonMetrics.All];

    /// <summary>The measures that a run has. Of an uncorrected run, before and after are the same; a plain one has no box to measure against.</summary>
    public static IReadOnlyDictionary<string, double> Of(RunRecord record, string measured)
    {
        Dictionary<string, double?> all = new()
        {
            [Corrected.Name] = record.Correction is null ? 0 : 1,
            [Rows.Name] = record.UNetRows,
            [Warnings.Name] = record.Warnings.Count,
        };
        if (record.Correction is { } correction)
        {
            (all[Share.Name], all[ShareBefore.Name], all[Iou.Name], all[IouBefore.Name]) = (correction.ShareAfter, correction.ShareBefore, correction.IouAfter, correction.IouBefore);
        }
        else if (record.Layout?.Box is { } target)
        {
            CandidateRecord? chosen = record.Candidates.FirstOrDefault(candidate => candidate.Index == (record.PoseChoice?.Index ?? 0));
            all[Share.Name] = all[ShareBefore.Name] = chosen?.ObjectAttention?.ShareInside(target);
            all[Iou.Name] = all[IouBefore.Name] = chosen?.ObjectBox?.IntersectionOverUnion(target) ?? 0;
        }

        if (record.Usage is { } usage)
        {
            Dictionary<string, double> spent = [];
            CommonMetrics.Add(spent, usage);
            foreach ((string name, double value) in spent)
            {
                all[name] = value;
            }
        }

        // Taken from the record: an item may look at another picture of a run that was made for the item before it.
        all[CommonMetrics.Seconds.Name] = record.Timings.Where(stage => stage.Key != StageTitles.Load).Sum(stage => stage.Value);
        return all.Where(entry => entry.Value is not null).ToDictionary(entry => entry.Key, entry => entry.Value!.Value);
    }
}
