using ReCorD.Diffusion.Pipelines;

namespace ReCorD.Diffusion.Tests.Pipelines;

public class LazyResourceTests
{
    [Fact]
    public void Many_that_come_at_once_share_one()
    {
        int made = 0;
        using LazyResource<MemoryStream> resource = new(() =>
        {
            Interlocked.Increment(ref made);
            return new MemoryStream();
        });
        MemoryStream[] got = new MemoryStream[16];

        Parallel.For(0, got.Length, i => got[i] = resource.Value);

        Assert.Equal(1, made);
        Assert.All(got, one => Assert.Same(got[0], one));
    }

    [Fact]
    public void A_failure_is_not_kept()
    {
        int attempts = 0;
        using LazyResource<MemoryStream> resource = new(() => ++attempts == 1 ? throw new IOException("busy") : new MemoryStream());

        Assert.Throws<IOException>(() => resource.Value);
        Assert.NotNull(resource.Value);
    }

    [Fact]
    public void What_was_made_goes_with_it_and_nothing_is_made_after()
    {
        LazyResource<MemoryStream> used = new(() => new MemoryStream()), unused = new(() => throw new InvalidOperationException("never made"));
        MemoryStream made = used.Value;

        used.Dispose();
        unused.Dispose();

        Assert.False(made.CanRead);
        Assert.Throws<ObjectDisposedException>(() => unused.Value);
    }
}
