using ReCorD.Vision.Poses.MediaPipe;

namespace ReCorD.Vision.Tests.Poses.MediaPipe;

public class DetectorAnchorsTests
{
    [Fact]
    public void All_Always_AreAsManyAsTheNetworkHasRows() => Assert.Equal((28 * 28 * 2) + (14 * 14 * 2) + (7 * 7 * 6), DetectorAnchors.All.Count);

    /// <summary>Values of the table that OpenCV's model zoo writes out.</summary>
    [Theory]
    [InlineData(0, 0.0178571429, 0.0178571429)]
    [InlineData(1, 0.0178571429, 0.0178571429)]
    [InlineData(2, 0.0535714286, 0.0178571429)]
    [InlineData(55, 0.9821428571, 0.0178571429)]
    [InlineData(56, 0.0178571429, 0.0535714286)]
    [InlineData(1000, 0.875, 0.625)]
    [InlineData(1126, 0.125, 0.7321428571)]
    [InlineData(1567, 0.9821428571, 0.9821428571)]
    [InlineData(1568, 0.0357142857, 0.0357142857)]
    [InlineData(1700, 0.75, 0.3214285714)]
    [InlineData(1959, 0.9642857143, 0.9642857143)]
    [InlineData(1960, 0.0714285714, 0.0714285714)]
    [InlineData(1965, 0.0714285714, 0.0714285714)]
    [InlineData(1966, 0.2142857143, 0.0714285714)]
    [InlineData(2100, 0.3571428571, 0.5)]
    [InlineData(2253, 0.9285714286, 0.9285714286)]
    public void All_Row_IsTheCentreOfItsCell(int row, double x, double y)
    {
        Assert.Equal(x, DetectorAnchors.All[row].X, 9);
        Assert.Equal(y, DetectorAnchors.All[row].Y, 9);
    }
}
