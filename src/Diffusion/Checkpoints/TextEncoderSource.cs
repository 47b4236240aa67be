using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Checkpoints;

/// <summary>One text encoder of a model, its tokenizer and its weights.</summary>
/// <param name="Component">Name of its folder in diffusers layout: <c>text_encoder</c> or <c>text_encoder_2</c>.</param>
/// <param name="Config">Its network.</param>
/// <param name="Tokenizer">The tokenizer it was trained with; the two of SDXL pad differently.</param>
/// <param name="Weights">Named as in transformers.</param>
public sealed record TextEncoderSource(string Component, ClipTextConfig Config, ClipTokenizer Tokenizer, IWeightSource Weights) : IDisposable
{
    public void Dispose() => Weights.Dispose();
}
