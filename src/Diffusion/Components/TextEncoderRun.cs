using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Components;

/// <summary><c>input_ids</c> [B, N] to <c>last_hidden_state</c> and <c>penultimate_hidden_state</c> [B, N, hidden].</summary>
internal sealed class TextEncoderRun : IComponentRun
{
    private readonly ClipTextConfig config;
    private readonly SafetensorsWeightSource stored;
    private readonly IWeightSource weights;

    public TextEncoderRun(ComponentRequest request)
    {
        string folder = ComponentInputs.Folder(request.ModelFolder, "text_encoder");
        config = ClipTextConfig.Load(Path.Combine(folder, "config.json"));
        stored = SafetensorsWeightSource.Open(folder, WeightNaming.TextEncoder);
        weights = stored.In(request.Precision);
    }

    public IReadOnlyDictionary<string, Tensor> Run(ComputeRuntime runtime, SessionSettings settings, ComponentInputs inputs, CancellationToken cancellationToken)
    {
        Tensor ids = inputs.Int64("input_ids", new("rows"), new("tokens"));
        CheckVocabulary(ids);
        GraphBuilder g = new("text_encoder");
        ClipTextOutputs outputs = ClipTextModel.Build(new NetworkBuilder(g, weights), config, g.Input("input_ids", ElementType.Int64, ids.Shape.AsSpan()));
        GraphModule module = g.Build(
            KeyValuePair.Create("last_hidden_state", outputs.LastHiddenState), KeyValuePair.Create("penultimate_hidden_state", outputs.PenultimateHiddenState));
        using Session session = Session.Create(runtime, module, settings, cancellationToken);
        return session.Run(new Dictionary<string, Tensor> { ["input_ids"] = ids }, cancellationToken);
    }

    public void Dispose()
    {
        weights.Dispose();
        stored.Dispose();
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
