namespace ReCorD.Diffusion.Methods;

/// <summary>
/// Where a run stood when it ended early (<see cref="GenerationRequest.StopAfter"/>). The method that made it can draw the same request on from there
/// (<see cref="GenerationRequest.ContinueFrom"/>), as often as wanted, and gives what a run without the stop would have given. It holds a few latents and the
/// sums of attention, and the last deep feature where the request caches; no memory outside the garbage collector's.
/// </summary>
/// <param name="Steps">Steps that are done.</param>
public abstract record PausedRun(int Steps);
