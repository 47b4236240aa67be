using System.Text.Json.Nodes;
using ReCorD.Compute.Imaging;
using ReCorD.Experiments.Scenes;
using ReCorD.Experiments.Tests.Support;

namespace ReCorD.Experiments.Tests.Scenes;

public class DisturbanceTests
{
    private static readonly Box Middle = new(0.4, 0.4, 0.6, 0.6);

    [Fact]
    public void Apply_Shift_MovesTheCentreByThatMuch()
    {
        for (int scene = 0; scene < 50; scene++)
        {
            Box moved = new Disturbance(0.2, 1, 1).Apply(Middle, scene);

            Assert.Equal(0.2, Math.Sqrt(Math.Pow(moved.CenterX - 0.5, 2) + Math.Pow(moved.CenterY - 0.5, 2)), 9);
            Assert.Equal(0.2, moved.Width, 9);
        }
    }

    [Fact]
    public void Apply_Resize_KeepsFactorsWithinTheirRange()
    {
        double[] factors = [.. Enumerable.Range(0, 200).Select(scene => new Disturbance(0, 2, 1).Apply(Middle, scene).Width / 0.2)];

        Assert.All(factors, factor => Assert.InRange(factor, 0.5, 2));
        Assert.Contains(factors, factor => factor < 0.7);
        Assert.Contains(factors, factor => factor > 1.4);
    }

    [Fact]
    public void Apply_BoxAtTheEdge_StaysInside()
    {
        for (int scene = 0; scene < 100; scene++)
        {
            Box moved = new Disturbance(0.9, 3, 7).Apply(new Box(0, 0.8, 0.3, 1), scene);

            Assert.Equal(moved, moved.Intersect(Box.WholePicture));
            Assert.False(moved.IsEmpty);
        }
    }

    [Fact]
    public void Apply_Seed_DecidesAlone()
    {
        Assert.Equal(new Disturbance(0.2, 1.5, 3).Apply(Middle, 5), new Disturbance(0.2, 1.5, 3).Apply(Middle, 5));
        Assert.NotEqual(new Disturbance(0.2, 1.5, 3).Apply(Middle, 5), new Disturbance(0.2, 1.5, 4).Apply(Middle, 5));
        Assert.NotEqual(new Disturbance(0.2, 1.5, 3).Apply(Middle, 5), new Disturbance(0.2, 1.5, 3).Apply(Middle, 6));
    }

    [Theory]
    [InlineData("""{"shift": 2}""", "needs shift from 0 to 1")]
    [InlineData("""{"resize": 0.5}""", "resize from 1 to 10")]
    [InlineData("""{"seed": 1.5}""", "a whole seed")]
    [InlineData("""{"shif": 1}""", "Did you mean 'shift'?")]
    public void Read_Mistake_IsNamed(string disturbance, string problem)
    {
        ExperimentException error = Assert.Throws<ExperimentException>(() => Disturbance.Read(TestExperiment.Test("x", new JsonObject { ["disturbance"] = JsonNode.Parse(disturbance) })));

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Nothing_IsTheDefault() => Assert.Equal(Disturbance.Default, Disturbance.Read(TestExperiment.Test("x")));
}
