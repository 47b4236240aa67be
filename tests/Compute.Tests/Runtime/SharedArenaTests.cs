using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;
using ReCorD.Compute.Runtime;

namespace ReCorD.Compute.Tests.Runtime;

/// <summary>Sessions of one process use one arena: networks that run at once must not disturb each other's numbers.</summary>
public sealed class SharedArenaTests(ComputeRuntimeFixture fixture) : IClassFixture<ComputeRuntimeFixture>
{
    private const int Side = 64, Sessions = 4, Rounds = 20;

    [Fact]
    public void Run_SessionsAtOnce_EachGivesItsOwnNumbers()
    {
        Session[] sessions = [.. Enumerable.Range(0, Sessions).Select(number => Session.Create(fixture.Runtime, Powers(number)))];
        try
        {
            Parallel.For(0, Sessions * Rounds, round =>
            {
                int number = round % Sessions;
                using Tensor ones = Tensor.From(Enumerable.Repeat(1f, Side * Side).ToArray(), Side, Side);
                using Tensor result = sessions[number].Run(new Dictionary<string, Tensor> { ["x"] = ones })["y"];

                // A product of matrices of ones holds its size; each session multiplies that by a number of its own. All is exact.
                float expected = Side * Side * (number + 1);
                Assert.All(result.ToArray<float>(), value => Assert.Equal(expected, value));
            });
        }
        finally
        {
            Array.ForEach(sessions, session => session.Dispose());
        }
    }

    private static GraphModule Powers(int number)
    {
        GraphBuilder g = new($"powers-{number}");
        Value x = g.Input("x", ElementType.Float32, Side, Side);
        return g.Build(KeyValuePair.Create("y", x.MatMul(x).MatMul(x) * (number + 1f)));
    }
}
