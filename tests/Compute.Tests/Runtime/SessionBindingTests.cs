using ReCorD.Compute.Runtime;

namespace ReCorD.Compute.Tests.Runtime;

public sealed class SessionBindingTests(ComputeRuntimeFixture fixture) : IClassFixture<ComputeRuntimeFixture>
{
    private readonly ComputeRuntime runtime = fixture.Runtime;

    [Fact]
    public void Run_InputChangedBetweenRuns_ReadsAndWritesTheBoundTensors()
    {
        using Session session = Session.Create(runtime, SampleGraphs.SumAndTwice(out _));
        using Tensor x = new(ElementType.Float32, new TensorShape(2, 64)), twice = new(ElementType.Float32, x.Shape);
        using SessionBinding binding = session.Bind(Named("x", x), Named("twice", twice));

        foreach (float value in new[] { 1f, 5f })
        {
            x.AsSpan<float>().Fill(value);
            binding.Update("x");
            binding.Run();

            Assert.All(twice.ToArray<float>(), result => Assert.Equal((value + 3) * 2, result));
        }
    }

    [Fact]
    public void Update_UnknownInput_ListsThoseThereAre()
    {
        using Session session = Session.Create(runtime, SampleGraphs.SumAndTwice(out _));
        using Tensor x = new(ElementType.Float32, new TensorShape(2, 64)), sum = new(ElementType.Float32, x.Shape);
        using SessionBinding binding = session.Bind(Named("x", x), Named("sum", sum));

        Assert.Contains("there are: x", Assert.Throws<ArgumentException>(() => binding.Update("sum")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_SessionDisposedBefore_StillRuns()
    {
        Session session = Session.Create(runtime, SampleGraphs.SumAndTwice(out _));
        using Tensor x = new(ElementType.Float32, new TensorShape(2, 64)), sum = new(ElementType.Float32, x.Shape);
        using SessionBinding binding = session.Bind(Named("x", x), Named("sum", sum));
        session.Dispose();

        binding.Run();

        Assert.All(sum.ToArray<float>(), result => Assert.Equal(3f, result));
    }

    [Fact]
    public void Run_TensorDisposed_IsRefused()
    {
        using Session session = Session.Create(runtime, SampleGraphs.SumAndTwice(out _));
        Tensor x = new(ElementType.Float32, new TensorShape(2, 64));
        using Tensor sum = new(ElementType.Float32, x.Shape);
        using SessionBinding binding = session.Bind(Named("x", x), Named("sum", sum));
        x.Dispose();

        Assert.Throws<ObjectDisposedException>(() => binding.Run());
    }

    [Fact]
    public void Run_Cancelled_Throws()
    {
        // Many seconds of work on any machine that runs tests.
        using Session session = Session.Create(runtime, SampleGraphs.Chain(12_500, 512));
        using Tensor x = new(ElementType.Float32, new TensorShape(512, 512)), y = new(ElementType.Float32, x.Shape);
        using SessionBinding binding = session.Bind(Named("x", x), Named("y", y));
        using LateCancellation cancellation = new(TimeSpan.FromMilliseconds(50));

        Assert.Throws<OperationCanceledException>(() => binding.Run(cancellation.Token));
    }

    [Fact]
    public void Bind_WrongShapeAndUnknownName_NamesBoth()
    {
        using Session session = Session.Create(runtime, SampleGraphs.SumAndTwice(out _));
        using Tensor x = new(ElementType.Float32, new TensorShape(2, 63)), z = new(ElementType.Float32, x.Shape);

        ArgumentException exception = Assert.Throws<ArgumentException>(() => session.Bind(Named("x", x), Named("z", z)));

        Assert.Contains("[2, 63]", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'z'", exception.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, Tensor> Named(string name, Tensor tensor) => new() { [name] = tensor };
}
