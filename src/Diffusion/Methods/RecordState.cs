using ReCorD.Diffusion.Schedulers;

namespace ReCorD.Diffusion.Methods;

/// <summary>Where the two branches of ReCorD stand between two calls.</summary>
/// <param name="Full">The latent of y and what its solver remembers.</param>
/// <param name="Intransitive">The same of y'; of no account once y goes on alone.</param>
internal sealed record RecordState(StepResult Full, StepResult Intransitive);
