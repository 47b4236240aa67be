using ReCorD.Compute;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Pipelines;

/// <summary>Turns prompts into what the UNet reads of them: the states of one text encoder, or in SDXL those of two side by side, pooled text and sizes.</summary>
internal sealed class PromptEncoder : IDisposable
{
    private readonly List<TextEncoderSource> sources;
    private readonly List<TextEncoder> encoders;
    private readonly IModelSource model;
    private readonly int tokens;

    public PromptEncoder(ComputeRuntime runtime, ExecutionSettings settings, IModelSource model)
    {
        this.model = model;
        tokens = model.TextEncoders[0].Tokenizer.MaxLength;
        int last = model.TextEncoders.Count - 1;
        sources = [.. model.TextEncoders.Select(source => source with { Weights = source.Weights.In(settings.Precision) })];
        encoders = [.. sources.Select((source, index) => new TextEncoder(runtime, settings.Session, source, Output(index == last)))];
    }

    private int Width => encoders.Sum(encoder => encoder.HiddenSize);

    /// <summary>One row for each prompt.</summary>
    public TextConditioning Encode(IReadOnlyList<TokenizedPrompt> prompts, CancellationToken cancellationToken)
    {
        int rows = prompts.Count;
        Tensor states = new(ElementType.Float32, new TensorShape(rows, tokens, Width));
        Tensor? pooled = model.UNet.HasTextTimeConditioning ? new(ElementType.Float32, new TensorShape(rows, model.UNet.PooledTextDim)) : null;
        for (int row = 0; row < rows; row++)
        {
            Span<float> rowStates = states.AsSpan<float>().Slice(row * tokens * Width, tokens * Width);
            Span<float> rowPooled = pooled is null ? [] : pooled.AsSpan<float>().Slice(row * model.UNet.PooledTextDim, model.UNet.PooledTextDim);
            Fill(prompts[row].Text, rowStates, rowPooled, cancellationToken);
        }

        return new TextConditioning(states, pooled, pooled is null ? null : Sizes(rows));
    }

    public void Dispose()
    {
        foreach (TextEncoder encoder in encoders)
        {
            encoder.Dispose();
        }

        sources.ForEach(source => source.Dispose());
    }

    private void Fill(string prompt, Span<float> states, Span<float> pooled, CancellationToken cancellationToken)
    {
        if (prompt.Length == 0 && model.ForceZerosForEmptyPrompt)
        {
            states.Clear();
            pooled.Clear();
            return;
        }

        int offset = 0;
        foreach (TextEncoder encoder in encoders)
        {
            EncodedText text = encoder.Encode(prompt, cancellationToken);
            for (int token = 0; token < tokens; token++)
            {
                text.States.AsSpan(token * encoder.HiddenSize, encoder.HiddenSize).CopyTo(states[((token * Width) + offset)..]);
            }

            text.Pooled.CopyTo(pooled);
            offset += encoder.HiddenSize;
        }
    }

    /// <summary>A picture that was never cut nor scaled, the default of diffusers.</summary>
    private Tensor Sizes(int rows)
    {
        float side = model.UNet.SampleSize * model.Autoencoder.Factor;
        return Tensor.From([.. Enumerable.Repeat(new[] { side, side, 0, 0, side, side }, rows).SelectMany(ids => ids)], rows, 6);
    }

    private TextEncoderOutput Output(bool isLast)
        => !model.UNet.HasTextTimeConditioning ? TextEncoderOutput.LastHiddenState : isLast ? TextEncoderOutput.PenultimateAndPooled : TextEncoderOutput.Penultimate;
}
