using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints.Export;

/// <summary>A text encoder with both states that models read, and the pooled text where it gives one.</summary>
internal static class TextEncoderExport
{
    public static GraphModule State(IModelSource model, ExportRequest request)
    {
        TextEncoderSource encoder = model.TextEncoders.FirstOrDefault(encoder => encoder.Component == request.Component)
            ?? throw new ModelFolderException(model.Path, request.Component, $"this model has no such text encoder; it has {string.Join(", ", model.TextEncoders.Select(known => known.Component))}.");
        GraphBuilder g = new(request.Component);
        NetworkBuilder network = new(g, encoder.Weights);
        int rows = request.Rows ?? 1;
        ClipTextOutputs outputs = ClipTextModel.Build(network, encoder.Config, g.Input("input_ids", ElementType.Int64, rows, encoder.Tokenizer.MaxLength));
        List<KeyValuePair<string, Value>> results =
            [KeyValuePair.Create("last_hidden_state", outputs.LastHiddenState), KeyValuePair.Create("penultimate_hidden_state", outputs.PenultimateHiddenState)];
        if (model.UNet.HasTextTimeConditioning && ReferenceEquals(encoder, model.TextEncoders[^1]))
        {
            results.Add(KeyValuePair.Create("text_embeds", ClipTextModel.Pool(network, encoder.Config, outputs.LastHiddenState, g.Input("end_position", ElementType.Int64, rows))));
        }

        return g.Build(results);
    }
}
