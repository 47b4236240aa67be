namespace ReCorD.Compute.Lowering;

/// <summary>What a convolution makes of its kernel [out, in, kH, kW].</summary>
internal enum KernelForm
{
    /// <summary>Nothing: the forward pass.</summary>
    Plain,

    /// <summary>Turned by 180 degrees, in- and output channels exchanged: the gradient of the operand.</summary>
    Turned,
}
