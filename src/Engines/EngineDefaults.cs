namespace ReCorD.Engines;

/// <summary>What a run uses where its user chose nothing.</summary>
/// <param name="Scheduler">By its word, as <c>ddim</c>.</param>
/// <param name="GuidanceScale">Classifier-free guidance.</param>
/// <param name="CorrectionStrength">Strength of the correction's gradient steps; null: the profile's.</param>
public sealed record EngineDefaults(string Scheduler, double GuidanceScale, double? CorrectionStrength);
