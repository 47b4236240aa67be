namespace ReCorD.Diffusion.Methods.Official;

/// <summary>What the official controller does in one call of the UNet.</summary>
/// <param name="ConditionalHalfOnly">
/// The maps that it sees are those of the second half of the rows; else all are. Of what it sees, the first half is the base and the second is
/// edited, so that it takes conditional maps for a base only where this is set, and unconditional ones elsewhere.
/// </param>
/// <param name="Swaps">Cross-attention columns of aligned tokens are taken from the base.</param>
/// <param name="ReplacesSelf">Self-attention of small grids is taken from the base.</param>
/// <param name="Damps">Cross-attention is multiplied by the mask, once there is one.</param>
/// <param name="BuildsMask">A new mask is made of the maps of this call, for the calls that follow.</param>
public readonly record struct OfficialCall(bool ConditionalHalfOnly, bool Swaps, bool ReplacesSelf, bool Damps, bool BuildsMask);
