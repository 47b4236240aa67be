using ReCorD.Cli.Bench;

namespace ReCorD.Cli.Tests.Bench;

public sealed class OperatorProfileTests
{
    /// <summary>Two runs of three nodes, in the form that ONNX Runtime writes.</summary>
    private const string Profile = """
        [
        {"cat":"Session","name":"model_run","dur":900,"args":{}},
        {"cat":"Node","name":"a/Conv_kernel_time","dur":300,"args":{"op_name":"Conv"}},
        {"cat":"Node","name":"a.gradient/Conv_kernel_time","dur":100,"args":{"op_name":"Conv"}},
        {"cat":"Node","name":"b/Conv_kernel_time","dur":400,"args":{"op_name":"Conv"}},
        {"cat":"Node","name":"b/Conv_fence_before","dur":5000,"args":{"op_name":"Conv"}},
        {"cat":"Node","name":"a/Conv_kernel_time","dur":200,"args":{"op_name":"Conv"}},
        {"cat":"Node","name":"a.gradient/Conv_kernel_time","dur":700,"args":{"op_name":"Conv"}},
        {"cat":"Node","name":"b/Conv_kernel_time","dur":900,"args":{"op_name":"Conv"}}
        ]
        """;

    [Fact]
    public void Read_TwoRuns_AddsTheShortestTimesOfNodesByOperatorAndPart()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, Profile);

            IReadOnlyList<IReadOnlyList<BenchField>> rows = OperatorProfile.Read(path);

            Assert.Equal(2, rows.Count);
            Assert.Equal(["Conv", "forward", 2, 0.6, 600.0 / 700], rows[0].Select(field => field.Value));
            Assert.Equal(["Conv", "gradient", 1, 0.1, 100.0 / 700], rows[1].Select(field => field.Value));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
