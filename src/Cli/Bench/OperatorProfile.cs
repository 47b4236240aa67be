using System.Text.Json;

namespace ReCorD.Cli.Bench;

/// <summary>Reads a profile as <see cref="Compute.Runtime.Session.EndProfiling"/> leaves it: which operators the time went to, and whether in the forward part or in the gradient.</summary>
internal static class OperatorProfile
{
    private const int GreatestRows = 20;
    private const string NodeCategory = "Node", KernelSuffix = "_kernel_time", GradientModule = ".gradient";

    /// <summary>
    /// Rows <c>operator, part, nodes, milliseconds, share</c>, the costliest first. Of the runs that a profile holds each node's shortest time counts:
    /// other programs can only add to it.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<BenchField>> Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        using JsonDocument document = JsonDocument.Parse(file);
        List<NodeTime> times = [.. document.RootElement.EnumerateArray().Select(NodeTime.From).OfType<NodeTime>().GroupBy(time => time.Name).Select(runs => runs.MinBy(time => time.Microseconds)!)];
        double all = times.Sum(time => time.Microseconds);
        return
        [
            .. times.GroupBy(time => (time.OpType, time.Part))
                .Select(group => (group.Key, Microseconds: group.Sum(time => time.Microseconds), Count: group.Count()))
                .OrderByDescending(group => group.Microseconds)
                .Take(GreatestRows)
                .Select(IReadOnlyList<BenchField> (group) =>
                [
                    new BenchField("operator", group.Key.OpType),
                    new BenchField("part", group.Key.Part),
                    new BenchField("nodes", group.Count),
                    new BenchField("milliseconds", group.Microseconds / 1e3),
                    new BenchField("share", group.Microseconds / all),
                ]),
        ];
    }

    private sealed record NodeTime(string Name, string OpType, string Part, double Microseconds)
    {
        public static NodeTime? From(JsonElement timed)
        {
            string name = timed.GetProperty("name").GetString() ?? "";
            if (timed.GetProperty("cat").GetString() != NodeCategory || !name.EndsWith(KernelSuffix, StringComparison.Ordinal))
            {
                return null;
            }

            string opType = timed.GetProperty("args").GetProperty("op_name").GetString() ?? "";
            return new NodeTime(name, opType, name.Contains(GradientModule, StringComparison.Ordinal) ? "gradient" : "forward", timed.GetProperty("dur").GetDouble());
        }
    }
}
