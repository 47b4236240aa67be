namespace ReCorD.Diffusion.Checkpoints.SingleFile;

/// <summary>Keys of a checkpoint that hold no weight of a network: noise schedules, averaged copies, marks, and what only the training needs.</summary>
internal static class HarmlessKeys
{
    private static readonly string[] Names = ["betas", "logvar", "log_one_minus_alphas_cumprod", "scale_factor", "v_pred", "ztsnr", "denoiser.sigmas", "global_step"];

    /// <summary>
    /// <c>model_ema.</c> is the UNet averaged over the training, under names without dots. The plain weights are used, as diffusers does unless it is asked otherwise.
    /// </summary>
    private static readonly string[] Beginnings =
        ["model_ema.", "alphas_cumprod", "sqrt_", "posterior_", "first_stage_model.loss.", "first_stage_model.model_ema.", "vae.loss.", "cond_stage_model.logit_scale"];

    public static bool Contains(string key)
        => Names.Contains(key) || Array.Exists(Beginnings, beginning => key.StartsWith(beginning, StringComparison.Ordinal)) || key.EndsWith("position_ids", StringComparison.Ordinal);
}
