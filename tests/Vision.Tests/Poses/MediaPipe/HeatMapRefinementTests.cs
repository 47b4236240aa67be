using ReCorD.Vision.Poses.MediaPipe;

namespace ReCorD.Vision.Tests.Poses.MediaPipe;

public class HeatMapRefinementTests
{
    private const int Channels = 3;
    private const int Channel = 1;

    private readonly float[] maps = [.. Enumerable.Repeat(-20f, HeatMapRefinement.Cells * HeatMapRefinement.Cells * Channels)];

    /// <summary>Weights 0.8808 twice and 0.5: columns 32 and 33, rows 32 and 33, no half cell added (computed apart in double precision).</summary>
    [Fact]
    public void Refine_SureMap_IsTheCentreOfMass()
    {
        (this[32, 32], this[32, 33], this[33, 32]) = (2, 2, 0);

        ImagePoint refined = Refine(0.5, 0.5);

        Assert.Equal(0.5060853, refined.X, 6);
        Assert.Equal(0.5034544, refined.Y, 6);
    }

    [Fact]
    public void Refine_UnsureMap_KeepsThePlace() => Assert.Equal(new ImagePoint(0.5, 0.25), Refine(0.5, 0.25));

    [Fact]
    public void Refine_OtherLandmarksMap_IsNotRead()
    {
        Array.Fill(maps, 5f);
        for (int i = Channel; i < maps.Length; i += Channels)
        {
            maps[i] = -20;
        }

        Assert.Equal(new ImagePoint(0.5, 0.5), Refine(0.5, 0.5));
    }

    /// <summary>The window reaches three cells: what is sure in the fourth does not count.</summary>
    [Theory]
    [InlineData(35, true)]
    [InlineData(36, false)]
    [InlineData(29, true)]
    [InlineData(28, false)]
    public void Refine_SureCellNearby_CountsWithinThreeCells(int column, bool moves)
    {
        this[32, column] = 20;

        Assert.Equal(moves, Math.Abs(Refine(0.5, 0.5).X - 0.5) > 1e-6);
    }

    /// <summary>The window is cut at the map's edge; one sure cell draws the place to itself, but for the rest's weights of 2e-9 each.</summary>
    [Theory]
    [InlineData(0.0, 0, 1)]
    [InlineData(0.999, 63, 62)]
    public void Refine_AtTheEdge_StaysInsideTheMap(double place, int cell, int sure)
    {
        const double tolerance = 1e-8;
        this[cell, sure] = 20;

        ImagePoint refined = Refine(place, place);

        Assert.Equal(sure / 64.0, refined.X, tolerance);
        Assert.Equal(cell / 64.0, refined.Y, tolerance);
    }

    /// <summary>Cut towards zero, as C converts: from -1/64 on a place still belongs to cell 0.</summary>
    [Theory]
    [InlineData(-0.01, true)]
    [InlineData(-0.02, false)]
    [InlineData(1.0, false)]
    [InlineData(1e9, false)]
    [InlineData(double.NaN, false)]
    public void Refine_OutsideTheMap_KeepsThePlace(double x, bool moves)
    {
        this[32, 1] = 20;

        Assert.Equal(moves, Refine(x, 0.5) != new ImagePoint(x, 0.5));
    }

    private float this[int row, int column]
    {
        set => maps[(((row * HeatMapRefinement.Cells) + column) * Channels) + Channel] = value;
    }

    private ImagePoint Refine(double x, double y) => HeatMapRefinement.Refine(new ImagePoint(x, y), maps, Channels, Channel);
}
