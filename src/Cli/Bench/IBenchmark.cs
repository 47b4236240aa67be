namespace ReCorD.Cli.Bench;

/// <summary>Measures one subject.</summary>
internal interface IBenchmark
{
    BenchSubject Subject { get; }

    /// <param name="request">What to measure.</param>
    /// <param name="progress">Told what is being done, one short sentence at a time.</param>
    /// <param name="cancellationToken">Stops it within a second.</param>
    BenchReport Measure(BenchRequest request, IProgress<string> progress, CancellationToken cancellationToken);
}
