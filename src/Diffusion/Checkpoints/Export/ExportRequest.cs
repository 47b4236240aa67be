namespace ReCorD.Diffusion.Checkpoints.Export;

/// <summary>A network to write as an ONNX model. Shapes are static: those of a run at the model's own picture size.</summary>
public sealed record ExportRequest
{
    /// <summary>One of <see cref="ModelExporter.Components"/>.</summary>
    public required string Component { get; init; }

    /// <summary>Which graph of the UNet; other components have <see cref="GraphKind.Plain"/> alone.</summary>
    public GraphKind Kind { get; init; }

    /// <summary>Rows of the batch. Null: 2 for the plain UNet (without and with the prompt), 4 for the edited one, 1 for all else.</summary>
    public int? Rows { get; init; }

    /// <summary>
    /// Side of the grid of the cross-attention maps that a UNet gives out, and of the loss. Null: 16, or the next larger that the network has.
    /// </summary>
    public int? Resolution { get; init; }
}

/// <summary>The graphs that a UNet is run as.</summary>
public enum GraphKind
{
    /// <summary>The network as it is, with mean cross-attention maps as a second output.</summary>
    Plain,

    /// <summary>With the inputs of all attention edits.</summary>
    Edited,

    /// <summary>Up to the last attention map that the box loss reads, with the loss and its gradient with respect to the latent.</summary>
    Guidance,
}
