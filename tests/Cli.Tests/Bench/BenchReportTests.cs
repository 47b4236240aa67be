using System.Text.Json.Nodes;
using ReCorD.Cli.Bench;

namespace ReCorD.Cli.Tests.Bench;

public class BenchReportTests
{
    private static readonly BenchReport Report = new(
        [new("seconds", 1.5, "s"), new("share_of_peak", double.NaN), new("name", "mini")],
        [[new("prompt", "a"), new("iou", 0.25), new("better", true)], [new("prompt", "longer"), new("iou", 12.5), new("better", false)]],
        ["One note."]);

    [Fact]
    public void Write_Report_HasFieldsRowsAndNotes()
    {
        JsonNode json = JsonNode.Parse(BenchJson.Write(Report))!;

        Assert.Equal(1.5, (double)json["seconds"]!);
        Assert.Null(json["share_of_peak"]);
        Assert.Equal("longer", (string)json["rows"]![1]!["prompt"]!);
        Assert.Equal("One note.", (string)json["notes"]![0]!);
    }

    [Fact]
    public void Print_Report_AlignsColumns()
    {
        StringWriter output = new();

        BenchPrinter.Print(Report, output);

        Assert.Equal(
            """
            prompt   iou  better
            a       0.25     yes
            longer  12.5      no

            seconds        1.5 s
            share of peak  NaN
            name           mini
            One note.

            """.ReplaceLineEndings(),
            output.ToString());
    }
}
