using ReCorD.Cli.Configuration;

namespace ReCorD.Cli.Bench;

/// <summary>One measurement. <paramref name="Architecture"/>: a name of <see cref="Diffusion.Checkpoints.Initialization.ModelArchitecture"/> (seeded random weights) or <c>mini</c>. <paramref name="Device"/>: where and how the network runs. <paramref name="Profile"/>: file for the time of each node, or null. <paramref name="PreviewStep"/>: the step at which candidates are paused. <paramref name="RoughSteps"/>: those from there to about their end. <paramref name="CacheInterval"/>: that of the runs with a cache.</summary>
internal sealed record BenchRequest(BenchSubject Subject, string Architecture, string Model, DeviceSettings Device, string? Profile = null, int PreviewStep = 20, int RoughSteps = 10, int CacheInterval = 2);
