namespace ReCorD.Diffusion.Checkpoints.SingleFile;

/// <summary>Where a weight is in a checkpoint.</summary>
/// <param name="Key">The tensor's key, without the component's prefix.</param>
/// <param name="Third">The third of the tensor's rows that it is: 0, 1 or 2; null for the whole tensor.</param>
/// <param name="IsTransposed">Whether the tensor is stored as [in, out] where [out, in] is asked for.</param>
internal sealed record WeightPlace(string Key, int? Third = null, bool IsTransposed = false);
