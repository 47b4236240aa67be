namespace ReCorD.Diffusion.Checkpoints.Lora;

/// <summary>Takes a key of a LoRA file apart: the name of a module, and which of its factors the tensor is.</summary>
/// <param name="Module">The module's name as the file writes it.</param>
/// <param name="Factor">What the tensor is.</param>
internal readonly record struct LoraKey(string Module, LoraFactor Factor)
{
    private static readonly (string Ending, LoraFactor Factor)[] Endings =
    [
        (".lora_down.weight", LoraFactor.Down), (".lora_up.weight", LoraFactor.Up), (".lora_mid.weight", LoraFactor.Middle), (".alpha", LoraFactor.Alpha),
        (".lora_A.weight", LoraFactor.Down), (".lora_B.weight", LoraFactor.Up),
        (".lora_A.default.weight", LoraFactor.Down), (".lora_B.default.weight", LoraFactor.Up),
        (".lora.down.weight", LoraFactor.Down), (".lora.up.weight", LoraFactor.Up),
        ("_lora.down.weight", LoraFactor.Down), ("_lora.up.weight", LoraFactor.Up),
        (".lora_linear_layer.down.weight", LoraFactor.Down), (".lora_linear_layer.up.weight", LoraFactor.Up),
    ];

    /// <summary>Parts of keys by which other methods are told; each would be wrong if it were read as LoRA or left out.</summary>
    private static readonly (string Part, string Method)[] OtherMethods =
    [
        (".dora_scale", "DoRA"), (".lora_magnitude_vector", "DoRA"), (".hada_", "LoHa"), (".lokr_", "LoKr"), (".oft_", "OFT"), (".a1.weight", "GLoRA"),
        (".a2.weight", "GLoRA"), (".b1.weight", "GLoRA"), (".b2.weight", "GLoRA"), (".on_input", "IA3"), ("bundle_emb.", "embeddings packed into a LoRA"),
    ];

    private static readonly (string Ending, string Method)[] OtherEndings =
    [
        (".diff", "full differences of weights"), (".diff_b", "full differences of biases"), (".w_norm", "differences of normalisations"), (".b_norm", "differences of normalisations"),
    ];

    /// <summary>Null for a key that is no factor of a LoRA.</summary>
    public static LoraKey? Parse(string key)
    {
        foreach ((string ending, LoraFactor factor) in Endings)
        {
            if (key.EndsWith(ending, StringComparison.Ordinal))
            {
                return new LoraKey(key[..^ending.Length], factor);
            }
        }

        return null;
    }

    /// <summary>The method that a key belongs to, where it is known and not LoRA; else null.</summary>
    public static string? OtherMethod(string key)
        => Array.Find(OtherMethods, method => key.Contains(method.Part, StringComparison.Ordinal)).Method
            ?? Array.Find(OtherEndings, method => key.EndsWith(method.Ending, StringComparison.Ordinal)).Method;
}

/// <summary>The tensors that make up the change of one module.</summary>
internal enum LoraFactor
{
    /// <summary>[rank, in, …].</summary>
    Down,

    /// <summary>[out, rank, …].</summary>
    Up,

    /// <summary>[rank, rank, height, width]: a convolution between two of 1x1 (LoCon).</summary>
    Middle,

    /// <summary>A number: the change is scaled by it over the rank.</summary>
    Alpha,
}
