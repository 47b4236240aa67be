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
    private static readonly MetricInfo Score = new("critic_score", "critic's score", MetricDirection.Higher);
    private static readonly MetricInfo Rounds = new("rounds", "rounds", MetricDirection.None, Decimals: 2);
    private static readonly MetricInfo Corrected = new("corrected", "corrected", MetricDirection.None);
    private static readonly MetricInfo Rows = new("unet_rows", "UNet rows", MetricDirection.Lower, Decimals: 0);
    private static readonly MetricInfo Warnings = new("warnings", "warnings", MetricDirection.Lower, Decimals: 2);

    public static IReadOnlyList<MetricInfo> All { get; } = [Share, Iou, Score, Rounds, ShareBefore, IouBefore, Corrected, Rows, Warnings, .. CommonMetrics.All];

    /// <summary>The measures that a run has; a plain one has no box to measure against.</summary>
    /// <param name="record">The run.</param>
    /// <param name="measured">Which of its pictures, one of <see cref="MeasuredPicture"/>.</param>
    public static IReadOnlyDictionary<string, double> Of(RunRecord record, string measured)
    {
        Dictionary<string, double?> all = record.Rounds is { } rounds
            ? OfRound(measured == MeasuredPicture.FirstRound ? rounds.First() : rounds.Result())
            : OfResult(record);
        if (measured == MeasuredPicture.Result)
        {
            AddWhole(record, all);
        }
        else
        {
            // What the first round alone took is not known.
            all[CommonMetrics.Seconds.Name] = double.NaN;
        }

        return all.Where(entry => entry.Value is not null).ToDictionary(entry => entry.Key, entry => entry.Value!.Value);
    }

    /// <summary>Of a round with a critic's answer.</summary>
    private static Dictionary<string, double?> OfRound(RoundRecord round) => new()
    {
        [Score.Name] = round.Critique.Score, [Share.Name] = round.Measures.AttentionShare, [Iou.Name] = round.Measures.BoxIou,
        [Corrected.Name] = round.ChangeCheck?.Corrected == true ? 1 : 0, [Warnings.Name] = round.Warnings.Count,
    };

    /// <summary>Of an uncorrected run, before and after are the same.</summary>
    private static Dictionary<string, double?> OfResult(RunRecord record)
    {
        Dictionary<string, double?> all = new() { [Corrected.Name] = record.Correction is null ? 0 : 1, [Warnings.Name] = record.Warnings.Count };
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

        return all;
    }

    /// <summary>What the run as a whole took. Seconds are the record's: an item may look at another picture of a run that was made for the item before it.</summary>
    private static void AddWhole(RunRecord record, Dictionary<string, double?> all)
    {
        Dictionary<string, double> spent = new()
        {
            [Rounds.Name] = record.Rounds?.Items.Count ?? 1,
            [CommonMetrics.Seconds.Name] = record.Timings.Where(stage => stage.Key != StageTitles.Load).Sum(stage => stage.Value),
        };
        CommonMetrics.Add(spent, record.Usage ?? []);
        foreach ((string name, double value) in spent)
        {
            all[name] = value;
        }

        all[Rows.Name] = record.UNetRows;
    }
}
