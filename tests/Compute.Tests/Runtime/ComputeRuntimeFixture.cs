using ReCorD.Compute.Runtime;

namespace ReCorD.Compute.Tests.Runtime;

/// <summary>A runtime with the default threads: the process has one pool, so all test classes must agree.</summary>
public sealed class ComputeRuntimeFixture : IDisposable
{
    public ComputeRuntime Runtime { get; } = new();

    public void Dispose() => Runtime.Dispose();
}
