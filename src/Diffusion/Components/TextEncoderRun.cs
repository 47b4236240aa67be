using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Components;

/// <summary>
/// <c>input_ids</c> [B, N] to <c>last_hidden_state</c> and <c>penultimate_hidden_state</c> [B, N, hidden]; with <c>end_position</c> [B], where each row's end
/// token is, also to <c>text_embeds</c> [B, projection_dim].
/// </summary>
internal sealed class TextEncoderRun : IComponentRun
{
    private const string EndPosition = "end_position";

    private readonly ClipTextConfig config;
    private readonly SafetensorsWeightSource stored;
    private readonly IWeightSource weights;

    public TextEncoderRun(ComponentRequest request, string component)
    {
        string folder = ComponentInputs.Folder(request.ModelFolder, component);
        config = ClipTextConfig.Load(Path.Combine(folder, "config.json"));
        stored = SafetensorsWeightSource.Open(folder, WeightNaming.TextEncoder);
        weights = stored.In(request.Precision);
    }

    public IReadOnlyDictionary<string, Tensor> Run(ComputeRuntime runtime, SessionSettings settings, ComponentInputs inputs, CancellationToken cancellationToken)
    {
        Tensor ids = inputs.Int64("input_ids", new("rows"), new("tokens"));
        CheckVocabulary(ids);
        GraphBuilder g = new("text_encoder");
        NetworkBuilder network = new(g, weights);
        ClipTextOutputs outputs = ClipTextModel.Build(network, config, g.Input("input_ids", ElementType.Int64, ids.Shape.AsSpan()));
        Dictionary<string, Value> results = new() { ["last_hidden_state"] = outputs.LastHiddenState, ["penultimate_hidden_state"] = outputs.PenultimateHiddenState };
        Dictionary<string, Tensor> given = new() { ["input_ids"] = ids };
        if (inputs.Has(EndPosition))
        {
            given[EndPosition] = EndPositions(inputs, ids);
            results["text_embeds"] = ClipTextModel.Pool(network, config, outputs.LastHiddenState, g.Input(EndPosition, ElementType.Int64, ids.Shape[0]));
        }

        using Session session = Session.Create(runtime, g.Build([.. results]), settings, cancellationToken);
        return session.Run(given, cancellationToken);
    }

    public void Dispose()
    {
        weights.Dispose();
        stored.Dispose();
    }

    private static Tensor EndPositions(ComponentInputs inputs, Tensor ids)
    {
        Tensor ends = inputs.Int64(EndPosition, new InputAxis("rows", ids.Shape[0]));
        foreach (long end in ends.AsSpan<long>())
        {
            if (end < 0 || end >= ids.Shape[1])
            {
                throw new ComponentException($"Input '{EndPosition}' holds {end}, but the rows have {ids.Shape[1]} tokens, numbered from 0.");
            }
        }

        return ends;
    }

    /// <summary>Negative numbers would be counted from the end of the vocabulary, silently.</summary>
    private void CheckVocabulary(Tensor ids)
    {
        foreach (long id in ids.AsSpan<long>())
        {
            if (id < 0 || id >= config.VocabSize)
            {
                throw new ComponentException($"Input 'input_ids' holds {id}, but the vocabulary of this text encoder has {config.VocabSize} tokens, numbered from 0.");
            }
        }
    }
}
