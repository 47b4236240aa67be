using ReCorD.Compute;

namespace ReCorD.Diffusion.Pipelines;

/// <summary>What a UNet knows of its prompts, one row each.</summary>
/// <param name="HiddenStates">States of all tokens, [rows, tokens, cross_attention_dim].</param>
/// <param name="TextEmbeds">Pooled text [rows, D] (SDXL), else null.</param>
/// <param name="TimeIds">Original height and width, top and left of the crop, target height and width: [rows, 6] (SDXL), else null.</param>
public sealed record TextConditioning(Tensor HiddenStates, Tensor? TextEmbeds = null, Tensor? TimeIds = null) : IDisposable
{
    public void Dispose()
    {
        HiddenStates.Dispose();
        TextEmbeds?.Dispose();
        TimeIds?.Dispose();
    }

    /// <summary>The graph inputs that hold it.</summary>
    internal Dictionary<string, Tensor> ToInputs()
    {
        Dictionary<string, Tensor> inputs = new() { [UNetGraphInputs.EncoderHiddenStates] = HiddenStates };
        if (TextEmbeds is not null && TimeIds is not null)
        {
            inputs[UNetGraphInputs.TextEmbeds] = TextEmbeds;
            inputs[UNetGraphInputs.TimeIds] = TimeIds;
        }

        return inputs;
    }
}
