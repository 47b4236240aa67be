namespace ReCorD.Cli.Bench;

/// <summary>One measurement. <paramref name="Architecture"/>: <c>sd15</c> (full size, seeded random weights) or <c>mini</c>. <paramref name="Threads"/> 0: one for each processor. <paramref name="Profile"/>: file for the time of each node, or null. <paramref name="PreviewStep"/>: the step at which previews end.</summary>
internal sealed record BenchRequest(BenchSubject Subject, string Architecture, string Model, string Device, int Threads, string? Profile = null, int PreviewStep = 15);
