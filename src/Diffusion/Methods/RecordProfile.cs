using ReCorD.Diffusion.Attention;
using ReCorD.Diffusion.Guidance;

namespace ReCorD.Diffusion.Methods;

/// <summary>
/// Everything in which variants of ReCorD differ. Defaults follow the Stable Diffusion release of the official code (50 steps) where the
/// paper is silent. Shares of steps hold for any number of steps.
/// </summary>
public sealed record RecordProfile
{
    public required string Name { get; init; }

    /// <summary>Scheduler where the request names none, by its word. Default null: the model's own.</summary>
    public string? Scheduler { get; init; }

    /// <summary>Side of the attention maps that the loss reads and the object is found on (<c>attention_res</c>), or the next finer that the network has, or its finest. Default 16.</summary>
    public int AttentionResolution { get; init; } = 16;

    /// <summary>Share of the steps, from the first, that are guided (<c>max_iter_to_alter</c>). Default 15 of 50.</summary>
    public double GuidedShare { get; init; } = 0.3;

    /// <summary><c>scale_factor</c>: alpha_t = scale_factor * sqrt(s_i), s falling from 1 to 0.5 over the run. Default 15.</summary>
    public double CorrectionStrength { get; init; } = 15;

    /// <summary>Longest gradient step, relative to the latent's length. Default 0.1: longer ones leave what the model can denoise.</summary>
    public double MaximumStep { get; init; } = 0.1;

    /// <summary>
    /// Shortest gradient step, relative to the latent's length, where all of the object's attention lies outside the box; falls to 0 as attention moves
    /// inside. Default 0.06.
    /// </summary>
    public double MinimumStep { get; init; } = 0.06;

    /// <summary>P of the box loss: the share of cells whose attention is averaged. Default 0.2.</summary>
    public double TopShare { get; init; } = 0.2;

    /// <summary>L of the box loss: cells on each side of a box edge that the corner terms read. Default 1.</summary>
    public int CornerBand { get; init; } = 1;

    /// <summary>What the box loss does with boxes of too few cells for P. Default: guides at least one cell.</summary>
    public SmallBoxes SmallBoxes { get; init; } = SmallBoxes.KeepOneCell;

    /// <summary>The maps whose mean the loss and overlap removal read. Default: all.</summary>
    public MapSelection GuidanceMaps { get; init; } = MapSelection.All;

    /// <summary>Side of the maps that overlap removal reads. Null, the default: those of the loss.</summary>
    public int? OverlapResolution { get; init; }

    /// <summary>Which tokens are the object's, for the loss and for overlap removal. Default: all of its phrase.</summary>
    public ObjectTokens ObjectTokens { get; init; } = ObjectTokens.Phrase;

    /// <summary>Which of the latents that the seed draws one after the other the run starts from, counted from 0. Default 0.</summary>
    public int NoiseDraw { get; init; }

    /// <summary>The maps that a result shows and the object is found on. Default: those of every step.</summary>
    public AttentionReading AttentionReading { get; init; } = AttentionReading.EveryStep;

    /// <summary>Share of the steps, from the first, in which cross-attention columns are swapped (Eq. 2). Default 15 of 50.</summary>
    public double SwapShare { get; init; } = 0.3;

    /// <summary>First step, as a share of all, in which self-attention maps of y' replace those of y. Default 0.</summary>
    public double SelfStart { get; init; }

    /// <summary>End of that window, exclusive. Default 0.2 (<c>n_self_replace</c>).</summary>
    public double SelfEnd { get; init; } = 0.2;

    /// <summary>Largest side of the self-attention maps that are replaced. Default 16.</summary>
    public int SelfResolution { get; init; } = 16;

    /// <summary>The tokens whose maps lose what they share with the object's (the n of Eq. 3). Default: those of the prompt, without padding.</summary>
    public OverlapTokens OverlapTokens { get; init; } = OverlapTokens.Prompt;

    public MaskNormalisation MaskNormalisation { get; init; } = MaskNormalisation.Maximum;

    /// <summary>Old and new object box with a greater intersection over union than this are left alone (the change check; the paper does not give its threshold). Default 0.7.</summary>
    public double ChangeThreshold { get; init; } = 0.7;

    /// <summary>Makes the schedule of edits of a run. Default: <see cref="RecordEdits"/>.</summary>
    internal Func<EditContext, IEditSchedule> EditSchedule { get; init; } = context => new RecordEdits(context);
}
