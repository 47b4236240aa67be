namespace ReCorD.Diffusion.Methods.Official;

/// <summary>
/// What tells the two releases of ReCorD's official code apart: one for Stable Diffusion 2 (folder <c>SD_version</c>, October 2024), one for
/// SDXL (September 2024). Values are those of their <c>main.py</c>, for runs of 50 steps; shares hold for any number. Every fault that the
/// values describe is kept: see docs/official-profiles.md.
/// </summary>
public sealed record OfficialRelease
{
    /// <summary>Name of the profile.</summary>
    public required string Name { get; init; }

    /// <summary>Share of the steps, from the first, that are guided (<c>max_iter_to_alter</c>); attention is borrowed in as many.</summary>
    public required double GuidedShare { get; init; }

    /// <summary><c>scale_factor</c> of the gradient steps.</summary>
    public required double CorrectionStrength { get; init; }

    /// <summary>Side of the maps that the loss reads and the object is found on (<c>attention_res</c>).</summary>
    public required int AttentionResolution { get; init; }

    /// <summary>Largest side of the self-attention maps that are replaced.</summary>
    public required int SelfResolution { get; init; }

    /// <summary>Share of the steps, from the first, in which self-attention is replaced (<c>n_self_replace</c>).</summary>
    public double SelfShare { get; init; } = 0.2;

    /// <summary>Side of the maps that the damping mask is made of, whatever the loss reads. Default 32.</summary>
    public int MaskResolution { get; init; } = 32;

    /// <summary>The columns that the mask damps.</summary>
    public required DampedColumns DampedColumns { get; init; }

    /// <summary>First UNet call, from 0, in which the mask damps.</summary>
    public required int FirstDampedCall { get; init; }

    /// <summary>Whether the last mask goes on damping, in every call and every row, once guiding has ended.</summary>
    public required bool DampsAfterGuiding { get; init; }

    /// <summary>Which of the two latents that a seed draws, one after the other, both rows start from.</summary>
    public required int NoiseDraw { get; init; }

    /// <summary>The release for Stable Diffusion 2.</summary>
    public static OfficialRelease Sd { get; } = new()
    {
        Name = "official-sd", GuidedShare = 0.3, CorrectionStrength = 15, AttentionResolution = 16, SelfResolution = 16,
        DampedColumns = DampedColumns.ObjectToken, FirstDampedCall = 2, DampsAfterGuiding = false, NoiseDraw = 0,
    };

    /// <summary>The release for SDXL.</summary>
    public static OfficialRelease Sdxl { get; } = new()
    {
        Name = "official-sdxl", GuidedShare = 0.5, CorrectionStrength = 20, AttentionResolution = 32, SelfResolution = 32,
        DampedColumns = DampedColumns.OtherTokens, FirstDampedCall = 0, DampsAfterGuiding = true, NoiseDraw = 1,
    };
}
