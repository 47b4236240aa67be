using ReCorD.Compute.Gradients;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;
using ReCorD.Compute.Runtime;

namespace ReCorD.Compute.Tests.Gradients;

/// <summary>
/// Compares gradients with central differences of the same graph. The loss is a fixed random weighting of the expression, so that every
/// element of the result matters differently.
/// </summary>
internal static class GradientCheck
{
    /// <summary>Step of the differences: balances truncation (step squared) against float32 rounding (1e-7 / step).</summary>
    private const float Step = 1e-2f;

    /// <summary>Largest difference, relative to the largest gradient. Central differences in float32 at this step are good to about 1e-3; a wrong rule is off by far more.</summary>
    private const double Tolerance = 4e-3;

    /// <summary>Gradients smaller than this throughout are compared with it instead: float32 differences cannot resolve them better.</summary>
    private const double SmallestScale = 0.2;

    /// <param name="expression">What to differentiate, from values that stand for the inputs.</param>
    /// <param name="inputs">Values at which to check.</param>
    public static void Run(Func<Value[], Value> expression, params Tensor[] inputs)
    {
        GraphBuilder g = new("check");
        Value[] values = [.. inputs.Select((input, i) => g.Input($"x{i}", ElementType.Float32, input.Shape.AsSpan()))];
        Value result = expression(values);
        Random random = new(7);
        float[] weights = [.. Enumerable.Range(0, (int)result.Shape.ElementCount).Select(_ => (float)(random.NextDouble() + 0.5))];
        Value loss = (result * g.Constant<float>(weights, result.Shape.AsSpan())).Sum();
        IReadOnlyList<Value> gradients = Gradient.Of(loss, values);
        GraphModule module = g.Build([KeyValuePair.Create("loss", loss), .. gradients.Select((gradient, i) => KeyValuePair.Create($"g{i}", gradient))]);
        using ComputeRuntime runtime = new();
        using Session session = Session.Create(runtime, module, new SessionSettings { Optimization = GraphOptimization.Basic });
        HashSet<string> read = [.. module.Inputs.Select(input => input.Name)];
        Dictionary<string, Tensor> feeds = inputs.Select((input, i) => ($"x{i}", input)).Where(pair => read.Contains(pair.Item1)).ToDictionary(pair => pair.Item1, pair => pair.input);
        IReadOnlyDictionary<string, Tensor> outputs = session.Run(feeds);
        for (int i = 0; i < inputs.Length; i++)
        {
            Compare(outputs[$"g{i}"].ToArray<float>(), Differences(session, feeds, inputs[i]), i);
        }
    }

    private static double[] Differences(Session session, Dictionary<string, Tensor> feeds, Tensor input)
    {
        double[] differences = new double[input.Shape.ElementCount];
        for (int j = 0; j < differences.Length; j++)
        {
            float value = input.AsSpan<float>()[j];
            double Loss(float at)
            {
                input.AsSpan<float>()[j] = at;
                return session.Run(feeds)["loss"].ToArray<float>()[0];
            }

            differences[j] = (Loss(value + Step) - Loss(value - Step)) / (2.0 * Step);
            input.AsSpan<float>()[j] = value;
        }

        return differences;
    }

    private static void Compare(float[] actual, double[] expected, int input)
    {
        double scale = Math.Max(SmallestScale, expected.Max(Math.Abs));
        for (int j = 0; j < expected.Length; j++)
        {
            Assert.True(
                Math.Abs(actual[j] - expected[j]) <= Tolerance * scale,
                $"Input {input}, element {j}: gradient {actual[j]}, central difference {expected[j]}.");
        }
    }
}
