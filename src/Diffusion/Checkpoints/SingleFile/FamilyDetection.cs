using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints.SingleFile;

/// <summary>Tells from a checkpoint's header which kind of model it is, and names those that are not ours.</summary>
internal static class FamilyDetection
{
    private const int XLConditioning = 2816;
    private const int RefinerConditioning = 2560;

    private const string Ours = "Stable Diffusion 1, 2 and XL are read.";

    /// <summary>Keys that tell another kind of model: a part of the key, and what to say.</summary>
    private static readonly (string Part, string Kind)[] Foreign =
    [
        ("joint_blocks.", "Stable Diffusion 3"), ("double_blocks.", "Flux"), ("control_model.", "a ControlNet"), ("motion_modules.", "an AnimateDiff motion module"),
        ("time_stack.", "Stable Video Diffusion"), ("lora_down.weight", "a LoRA, which changes a model (give it as --lora)"),
        ("lora_A.weight", "a LoRA, which changes a model (give it as --lora)"), ("hada_w1_a", "a LoHa, which changes a model"),
    ];

    /// <exception cref="ModelFolderException">It is none of ours; the message says what it is, as far as can be told.</exception>
    public static CheckpointFamily Detect(CheckpointHeader header)
    {
        RefuseForeign(header);
        RefuseOtherTasks(header);
        string unet = header.UNet;
        int conditioning = header.Size($"{unet}label_emb.0.0.weight", 1), context = ContextWidth(header);
        if (conditioning == 0)
        {
            return context switch
            {
                768 => CheckpointFamily.StableDiffusion1,
                1024 => CheckpointFamily.StableDiffusion2,
                _ => HasLinearProjections(header) ? CheckpointFamily.StableDiffusion2 : CheckpointFamily.StableDiffusion1,
            };
        }

        // The second generation is told first: in the form of the newer code its text encoder has the refiner's prefix.
        if (context == 1024)
        {
            throw Refuse(header, "is a Stable Diffusion 2 that makes variations of pictures (unCLIP), which is not supported.");
        }

        bool hasSecond = header.HasAny("conditioner.embedders.1.");
        return conditioning == RefinerConditioning || (header.HasAny("conditioner.embedders.0.model.") && !hasSecond && conditioning != XLConditioning)
            ? throw Refuse(header, "is the refiner of Stable Diffusion XL, which only finishes pictures of the base model. Take the base model.")
            : CheckpointFamily.StableDiffusionXL;
    }

    private static void RefuseForeign(CheckpointHeader header)
    {
        foreach ((string part, string kind) in Foreign)
        {
            if (header.HasPart(part))
            {
                throw Refuse(header, $"holds {kind}, no Stable Diffusion checkpoint. {Ours}");
            }
        }

        if (header.HasPart("down_blocks.") || header.HasAny("text_model."))
        {
            throw Refuse(header, "holds one component with the names of diffusers or transformers. Give the whole model folder, the one with model_index.json.");
        }

        if (header.Has("scaled_fp8"))
        {
            throw Refuse(header, "holds 8-bit weights with scales (`scaled_fp8`), which are not supported. Take the file in F16, BF16 or F32.");
        }

        if (!header.Has($"{header.UNet}input_blocks.0.0.weight"))
        {
            string found = header.HasAny("model_ema.") ? "only the averaged copy of the UNet's weights (model_ema.)"
                : header.Autoencoder is not null || header.HasAny("decoder.") ? "only an autoencoder" : "no UNet of Stable Diffusion";
            throw Refuse(header, $"holds {found}: there is no key `{UNetNames.Prefix}input_blocks.0.0.weight`. {Ours}");
        }
    }

    private static void RefuseOtherTasks(CheckpointHeader header)
    {
        string? kind = header.Size($"{header.UNet}input_blocks.0.0.weight", 1) switch
        {
            9 => "is an inpainting model, which is not supported. Take the plain model.",
            8 => "edits pictures by instruction (InstructPix2Pix), which is not supported. Take the plain model.",
            7 => "is the upscaler of Stable Diffusion, which is not supported.",
            _ => null,
        };
        kind ??= header.Has("edm_mean") && header.Has("edm_std") ? "is Playground 2.5, which samples in the manner of EDM; that is not supported."
            : header.Has("edm_vpred.sigma_max") ? "is CosXL, which samples in the manner of EDM; that is not supported." : null;
        if (kind is not null)
        {
            throw Refuse(header, kind);
        }
    }

    /// <summary>Width of the texts that cross-attention reads.</summary>
    public static int ContextWidth(CheckpointHeader header)
    {
        string? key = header.Names.FirstOrDefault(name => name.StartsWith(header.UNet, StringComparison.Ordinal) && name.EndsWith(".attn2.to_k.weight", StringComparison.Ordinal));
        return key is null
            ? throw Refuse(header, $"holds a UNet without cross-attention, which reads no text. {Ours}")
            : header.Size(key, 1);
    }

    /// <summary>Whether the attention's projections are linear layers, as in the second generation and XL, and not convolutions.</summary>
    public static bool HasLinearProjections(CheckpointHeader header)
        => header.Names.FirstOrDefault(name => name.EndsWith(".proj_in.weight", StringComparison.Ordinal)) is { } key && header.Shape(key)!.Rank == 2;

    private static ModelFolderException Refuse(CheckpointHeader header, string what) => new(header.File.Path, null, what);
}
