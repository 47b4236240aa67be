using System.Text.Json;
using ReCorD.Plugins.Layout;

namespace ReCorD.Plugins.Tests.Layout;

public sealed class BoxReaderTests
{
    [Theory]
    [InlineData("""{"x1": 40, "y1": 50, "x2": 180, "y2": 190}""")]
    [InlineData("""{"x1": 180, "y1": 50, "x2": 40, "y2": 190, "label": "ball"}""")]
    public void Read_BoxAsItShouldBe_IsLeftAlone(string json) => Assert.Equal(BoxReading.AsAsked, Read(json));

    [Theory]
    [InlineData("\"40, 50, 180, 190\"", "It was read from a text, in the order x1, y1, x2, y2.")]
    [InlineData("\"[40,50,180,190]\"", "It was read from a text, in the order x1, y1, x2, y2.")]
    [InlineData("\"x1=40, y1=50, x2=180, y2=190\"", "It was read from a text, in the order x1, y1, x2, y2.")]
    [InlineData("\"{\\\"x1\\\":40,\\\"y1\\\":50,\\\"x2\\\":180,\\\"y2\\\":190}\"", "It was read from a text.")]
    [InlineData("[40, 50, 180, 190]", "It was read from a list, in the order x1, y1, x2, y2.")]
    [InlineData("[40.4, 50.0, \"180\", 189.6]", "It was read from a list, in the order x1, y1, x2, y2.")]
    [InlineData("""{"x1": "40", "y1": 50, "x2": 180, "y2": 190}""", "Its numbers were rounded.")]
    [InlineData("""{"x1": 39.7, "y1": 50, "x2": 180.2, "y2": 190}""", "Its numbers were rounded.")]
    [InlineData("""{"left": 40, "top": 50, "right": 180, "bottom": 190}""", "Its edges were read from left, top, right, bottom.")]
    [InlineData("""{"xmin": 40, "ymin": 50, "xmax": 180, "ymax": 190}""", "Its edges were read from xmin, ymin, xmax, ymax.")]
    public void Read_OtherFormOfOneMeaning_IsReadAndSaid(string json, string note) => Expect(json, "{\"x1\":40,\"y1\":50,\"x2\":180,\"y2\":190}", note);

    [Theory]
    [InlineData("""{"x1": 0.25, "y1": 0.5, "x2": 0.75, "y2": 1}""", "Its numbers were rounded. Its numbers from 0 to 1 were taken as shares of the canvas.")]
    [InlineData("[0.25, 0.5, 0.75, 1.0]", "It was read from a list, in the order x1, y1, x2, y2. Its numbers from 0 to 1 were taken as shares of the canvas.")]
    public void Read_Shares_AreOfTheCanvas(string json, string note) => Expect(json, "{\"x1\":128,\"y1\":256,\"x2\":384,\"y2\":512}", note);

    [Theory]
    [InlineData("""{"x": 40, "y": 50, "w": 140, "h": 140}""", "could mean a corner or a centre")]
    [InlineData("""{"x": 40, "y": 50, "width": 140, "height": 140}""", "could mean a corner or a centre")]
    [InlineData("[300, 300, 100, 90]", "whether they are x, y, width, height cannot be told")]
    [InlineData("\"300 300 100 90\"", "whether they are x, y, width, height cannot be told")]
    [InlineData("[40, 50, 180]", "A box has four numbers.")]
    [InlineData("[40, 50, 180, null]", "A box has four numbers.")]
    [InlineData("\"at the foot\"", "The text holds no four numbers.")]
    [InlineData("\"{broken\"", "The text is no box.")]
    [InlineData("""{"x1": 40, "y1": 50, "x2": 180}""", "The edges are not all there.")]
    [InlineData("""{"x1": 4e300, "y1": 50, "x2": 180, "y2": 190}""", "far outside the canvas")]
    [InlineData("17", "17 is no box.")]
    [InlineData("true", "true is no box.")]
    public void Read_WhatCouldMeanTwoThingsOrNone_IsRefusedWithTheForm(string json, string reason)
    {
        BoxReading reading = Read(json);

        Assert.Contains(reason, reading.Problem, StringComparison.Ordinal);
        Assert.EndsWith("Give {\"x1\", \"y1\", \"x2\", \"y2\"}: left, upper, right and lower edge as whole numbers from 0 to 512.", reading.Problem, StringComparison.Ordinal);
        Assert.Null(reading.Box);
    }

    [Fact]
    public void Read_TextWithEndlessBlanks_IsReadOrRefusedLikeAnyOther()
    {
        string blanks = new(' ', 20000);

        Expect($"\"40,{blanks}50, 180,{blanks}190\"", "{\"x1\":40,\"y1\":50,\"x2\":180,\"y2\":190}", "It was read from a text, in the order x1, y1, x2, y2.");
        Assert.Contains("The text holds no four numbers.", Read($"\"1, 2{blanks}\"").Problem, StringComparison.Ordinal);
        Assert.Contains("The text is no box.", Read($"\"{string.Concat(Enumerable.Repeat("1 ", 20000))}\"").Problem, StringComparison.Ordinal);
    }

    private static void Expect(string json, string box, string note)
    {
        BoxReading reading = Read(json);

        Assert.Equal((box, note, null), (reading.Box?.GetRawText(), reading.Note, reading.Problem));
    }

    private static BoxReading Read(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return BoxReader.Read(document.RootElement.Clone());
    }
}
