using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints.SingleFile;

/// <summary>Where the weights of transformers' <c>CLIPTextModel</c> are in OpenCLIP's text tower, which keeps query, key and value projections in one matrix.</summary>
internal static class OpenClipNames
{
    /// <summary>Some programs save the projection as a linear layer, [out, in]; OpenCLIP itself has a plain matrix, [in, out].</summary>
    public const string SavedProjection = "text_projection.weight";

    private const string Layers = "text_model.encoder.layers.";

    private static readonly string[] Projections = ["q_proj", "k_proj", "v_proj"];

    /// <summary>The place of each weight of a network.</summary>
    /// <param name="config">The network: how many layers.</param>
    /// <param name="names">Names of its weights, as in transformers.</param>
    public static Dictionary<string, WeightPlace> Map(ClipTextConfig config, IEnumerable<string> names)
    {
        ModuleNames modules = Modules(config);
        return names.ToDictionary(name => name, name => InProjection(name) ?? Ordinary(modules, name));
    }

    private static WeightPlace Ordinary(ModuleNames modules, string name)
        => name == SavedProjection
            ? new WeightPlace("text_projection", IsTransposed: true)
            : new WeightPlace(modules.ToOriginal(name) ?? throw new ArgumentException($"OpenCLIP has no weight '{name}'.", nameof(name)));

    /// <summary>Rows of <c>in_proj_weight</c> and <c>in_proj_bias</c>: the first third is the query's, the second the key's, the last the value's.</summary>
    private static WeightPlace? InProjection(string name)
    {
        string[] parts = name.Split('.');
        int third = name.StartsWith(Layers, StringComparison.Ordinal) && parts.Length > 2 ? Array.IndexOf(Projections, parts[^2]) : -1;
        return third < 0 ? null : new WeightPlace($"transformer.resblocks.{parts[3]}.attn.in_proj_{parts[^1]}", third);
    }

    private static ModuleNames Modules(ClipTextConfig config)
    {
        ModuleNames names = new();
        names.Add("text_model.embeddings.token_embedding", "token_embedding");
        names.Add("text_model.embeddings.position_embedding.weight", "positional_embedding");
        names.Add("text_model.final_layer_norm", "ln_final");
        for (int layer = 0; layer < config.NumHiddenLayers; layer++)
        {
            string ours = $"{Layers}{layer}", original = $"transformer.resblocks.{layer}";
            names.Add($"{ours}.layer_norm1", $"{original}.ln_1");
            names.Add($"{ours}.layer_norm2", $"{original}.ln_2");
            names.Add($"{ours}.mlp.fc1", $"{original}.mlp.c_fc");
            names.Add($"{ours}.mlp.fc2", $"{original}.mlp.c_proj");
            names.Add($"{ours}.self_attn.out_proj", $"{original}.attn.out_proj");
        }

        return names;
    }
}
