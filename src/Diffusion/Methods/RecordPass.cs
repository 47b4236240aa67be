using ReCorD.Diffusion.Pipelines;

namespace ReCorD.Diffusion.Methods;

/// <summary>A form in which ReCorD calls its network: which prompts there are, and in which rows.</summary>
/// <param name="Network">Compiled for as many rows.</param>
/// <param name="Text">As many rows of text.</param>
/// <param name="Full">Rows of the full prompt y.</param>
/// <param name="Intransitive">Rows of the intransitive prompt y'; null where only y is left.</param>
internal sealed record RecordPass(DenoisingNetwork Network, TextConditioning Text, PromptRows Full, PromptRows? Intransitive) : IDisposable
{
    /// <summary>[uncond y', uncond y, cond y', cond y]: y can take attention from y'.</summary>
    public static RecordPass Both(DenoisingNetwork network, TextConditioning text) => new(network, text, new PromptRows(1, 3), new PromptRows(0, 2));

    /// <summary>[uncond y, cond y], without edits, made of the text of all four rows.</summary>
    public static RecordPass FullOnly(DenoisingNetwork network, TextConditioning text) => new(network, text.Select(1, 3), new PromptRows(0, 1), null);

    /// <summary>The network, bound to the text.</summary>
    public DenoisingRun Denoising { get; } = Network.Start(Text);

    /// <summary>Rows of the batch.</summary>
    public int Rows => Network.Shape.Rows;

    public void Dispose()
    {
        Denoising.Dispose();
        Text.Dispose();
    }
}

/// <summary>The two rows of one prompt in a batch.</summary>
internal readonly record struct PromptRows(int Unconditional, int Conditional);
