using ReCorD.Compute.Imaging;

namespace ReCorD.Cli.ModelRun;

/// <summary>One network to run on given tensors. Paths are absolute.</summary>
internal sealed record ModelRunRequest
{
    public required ModelComponent Component { get; init; }

    /// <summary>Model folder in diffusers layout.</summary>
    public required string Model { get; init; }

    /// <summary>Safetensors file with the network's inputs under their names.</summary>
    public required string Inputs { get; init; }

    /// <summary>Safetensors file to write.</summary>
    public required string Outputs { get; init; }

    /// <summary>UNet: also write every attention map (<c>out/cross/…</c>, <c>out/self/…</c>).</summary>
    public required bool Maps { get; init; }

    /// <summary>UNet: also compute the box loss and its gradient; null without.</summary>
    public BoxLossRequest? BoxLoss { get; init; }

    /// <summary>UNet: name of the input tensor to compare the output with (mean squared error and its gradient to the text conditioning); null without.</summary>
    public string? Target { get; init; }

    public required string Device { get; init; }

    /// <summary>0: one for each physical core.</summary>
    public required int Threads { get; init; }
}

/// <summary>The box loss to compute: the box, the object's position among the tokens, and the side of the attention maps it reads.</summary>
internal sealed record BoxLossRequest(Box Box, int Token, int Resolution);
