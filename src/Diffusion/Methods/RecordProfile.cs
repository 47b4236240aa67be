namespace ReCorD.Diffusion.Methods;

/// <summary>Everything in which variants of ReCorD differ. Values are those of the paper and of its official code (section 1.3 and 1.6 of the method notes).</summary>
public sealed record RecordProfile
{
    public required string Name { get; init; }

    /// <summary>Side of the attention maps that the loss reads. Null: a quarter of the picture's latent side, at most 16 (SD) - for latents of 16 or less, the latent side.</summary>
    public int? AttentionResolution { get; init; }

    /// <summary>Gradient steps (<c>max_iter_to_alter</c>), as a share of all steps. SD code: 15 of 50.</summary>
    public double GuidedShare { get; init; } = 0.3;

    /// <summary><c>scale_factor</c>: alpha_t = scale_factor * sqrt(s_i), s from 1 to 0.5 over the run. SD code: 15.</summary>
    public double CorrectionStrength { get; init; } = 15;

    /// <summary>P of the box loss: the share of cells whose attention is averaged.</summary>
    public double TopShare { get; init; } = 0.2;

    /// <summary>L of the box loss: cells to each side of a box edge that the corner term reads.</summary>
    public int CornerBand { get; init; } = 1;

    /// <summary>Share of the steps, from the first, in which cross-attention columns are swapped (Eq. 2).</summary>
    public double SwapShare { get; init; } = 1;

    /// <summary>Steps in which self-attention maps of y' replace those of y: first step, as a share of all.</summary>
    public double SelfStart { get; init; }

    /// <summary>End of that window, exclusive, as a share of all steps.</summary>
    public double SelfEnd { get; init; } = 0.2;

    /// <summary>Largest side of the self-attention maps that are replaced.</summary>
    public int SelfResolution { get; init; } = 16;

    /// <summary>How the object's map is scaled before 1 - A_m of Eq. 3: <c>none</c>, <c>max</c> or <c>minmax</c>.</summary>
    public string MaskNormalisation { get; init; } = "max";

    /// <summary>Old and new object box with a greater intersection over union than this are left alone (the change check).</summary>
    public double ChangeThreshold { get; init; } = 0.7;
}
