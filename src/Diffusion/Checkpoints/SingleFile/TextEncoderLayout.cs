using ReCorD.Compute;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints.SingleFile;

/// <summary>Where one text encoder is in a checkpoint, and whether with the names of transformers or of OpenCLIP.</summary>
/// <param name="Component">Its name in a model folder.</param>
/// <param name="Prefixes">What its keys begin with; the first that the file has counts.</param>
/// <param name="IsOpenClip">Whether it is OpenCLIP's.</param>
/// <param name="PadToken">What its tokenizer fills up with.</param>
internal sealed record TextEncoderLayout(string Component, IReadOnlyList<string> Prefixes, bool IsOpenClip, string PadToken)
{
    private const string EndToken = "<|endoftext|>";

    /// <summary>Layers of OpenCLIP-H; the second generation reads the state before the last of them, which is therefore left out.</summary>
    private const int LayersOfOpenClipH = 24;

    private const int HeadWidth = 64;

    private const string OpenClipBlocks = "transformer.resblocks.";

    /// <summary>The text encoders of a kind of model, in the order in which their states are joined.</summary>
    public static IReadOnlyList<TextEncoderLayout> Of(CheckpointFamily family) => family switch
    {
        CheckpointFamily.StableDiffusion1 => [new("text_encoder", ["cond_stage_model.transformer."], false, EndToken)],
        CheckpointFamily.StableDiffusion2 => [new("text_encoder", ["cond_stage_model.model.", "conditioner.embedders.0.model."], true, "!")],
        _ =>
        [
            new("text_encoder", ["conditioner.embedders.0.transformer."], false, EndToken),
            new("text_encoder_2", ["conditioner.embedders.1.model."], true, "!"),
        ],
    };

    /// <summary>The prefix in use; null where the file lacks this encoder.</summary>
    public string? PrefixIn(CheckpointHeader header) => Prefixes.FirstOrDefault(header.HasAny);

    /// <summary>The encoder's configuration from the shapes of its weights.</summary>
    public ClipTextConfig ReadConfig(CheckpointHeader header, string prefix)
    {
        string names = IsOpenClip ? prefix : prefix + Inner(header, prefix);
        string tokens = IsOpenClip ? "token_embedding.weight" : "embeddings.token_embedding.weight";
        int hidden = header.Size(names + tokens, 1);
        int layers = IsOpenClip ? header.Count($"{names}{OpenClipBlocks}", ".ln_1.weight") : header.Count($"{names}encoder.layers.", ".layer_norm1.weight");
        return hidden == 0 || layers == 0
            ? throw new ModelFolderException(header.File.Path, names + tokens, "the text encoder is not whole: its token embedding or its layers are missing.")
            : new ClipTextConfig
            {
                VocabSize = header.Size(names + tokens, 0),
                HiddenSize = hidden,
                IntermediateSize = header.Size(IsOpenClip ? $"{names}{OpenClipBlocks}0.mlp.c_fc.weight" : $"{names}encoder.layers.0.mlp.fc1.weight", 0),
                NumHiddenLayers = IsOpenClip && Component == "text_encoder" && layers == LayersOfOpenClipH ? layers - 1 : layers,
                NumAttentionHeads = Math.Max(1, hidden / HeadWidth),
                MaxPositionEmbeddings = header.Size(IsOpenClip ? $"{names}positional_embedding" : $"{names}embeddings.position_embedding.weight", 0),
                ProjectionDim = header.Size(ProjectionKey(header, prefix), 1) is > 0 and var projected ? projected : hidden,
                HiddenAct = IsOpenClip ? "gelu" : "quick_gelu",
            };
    }

    /// <summary>The place of each weight, with complete keys.</summary>
    public Dictionary<string, WeightPlace> Map(CheckpointHeader header, string prefix, ClipTextConfig config, IReadOnlyDictionary<string, TensorShape> shapes)
    {
        if (!IsOpenClip)
        {
            string inner = Inner(header, prefix);
            return shapes.Keys.ToDictionary(name => name, name => new WeightPlace(prefix + (inner.Length == 0 ? name.Replace("text_model.", "", StringComparison.Ordinal) : name)));
        }

        Dictionary<string, WeightPlace> places = OpenClipNames.Map(config, shapes.Keys).ToDictionary(place => place.Key, place => place.Value with { Key = prefix + place.Value.Key });
        if (header.Has($"{prefix}{OpenClipNames.SavedProjection}") && places.ContainsKey(OpenClipNames.SavedProjection))
        {
            places[OpenClipNames.SavedProjection] = new WeightPlace($"{prefix}{OpenClipNames.SavedProjection}");
        }

        return places;
    }

    /// <summary>Whether a key of this encoder that no weight of its network comes from may be there: token positions, CLIP's own head, layers behind the last that is read.</summary>
    public bool IsHarmless(string key, ClipTextConfig config)
    {
        string[] parts = key.Split('.');
        bool isLaterLayer = IsOpenClip && key.StartsWith(OpenClipBlocks, StringComparison.Ordinal) && int.TryParse(parts[2], out int layer) && layer >= config.NumHiddenLayers;
        return isLaterLayer || parts[^1] is "position_ids" or "logit_scale" or "attn_mask" || parts[0] == "text_projection";
    }

    /// <summary>Very old files and the newest lack this part of the names.</summary>
    private static string Inner(CheckpointHeader header, string prefix) => header.HasAny($"{prefix}text_model.") ? "text_model." : "";

    /// <summary>OpenCLIP stores [hidden, projected]; a linear layer of that name is square in every published model.</summary>
    private static string ProjectionKey(CheckpointHeader header, string prefix)
        => header.Has($"{prefix}text_projection") ? $"{prefix}text_projection" : $"{prefix}{OpenClipNames.SavedProjection}";
}
