using ReCorD.Cli.Application;

namespace ReCorD.Cli.Tests.Application;

public class RunResourcesTests
{
    [Fact]
    public void End_Something_IsDisposedOfOnceAndForgotten()
    {
        using RunResources resources = new();
        Counter ended = resources.Own(new Counter()), kept = resources.Own(new Counter());

        resources.End(ended);
        Assert.Equal((1, 0), (ended.Disposals, kept.Disposals));
        resources.Dispose();

        Assert.Equal((1, 1), (ended.Disposals, kept.Disposals));
    }

    private sealed class Counter : IDisposable
    {
        public int Disposals { get; private set; }

        public void Dispose() => Disposals++;
    }
}
