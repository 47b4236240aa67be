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

    /// <summary>A copy of some rows, in the order given.</summary>
    internal TextConditioning Select(params ReadOnlySpan<int> rows)
        => new(Rows(HiddenStates, rows), TextEmbeds is null ? null : Rows(TextEmbeds, rows), TimeIds is null ? null : Rows(TimeIds, rows));

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

    private static Tensor Rows(Tensor all, ReadOnlySpan<int> rows)
    {
        Tensor selected = new(all.ElementType, all.Shape.With(0, rows.Length));
        int length = (int)(all.Shape.ElementCount / all.Shape[0]);
        for (int i = 0; i < rows.Length; i++)
        {
            all.AsSpan<float>().Slice(rows[i] * length, length).CopyTo(selected.AsSpan<float>()[(i * length)..]);
        }

        return selected;
    }
}
