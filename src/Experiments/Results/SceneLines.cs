using ReCorD.Compute.Imaging;
using ReCorD.Experiments.Tasks;
using ReCorD.Vision.Poses;

namespace ReCorD.Experiments.Results;

/// <summary>Scenes as results hold them, on the canvas of 512.</summary>
public static class SceneLines
{
    /// <summary>The scene as it is kept, its picture put into the folder.</summary>
    internal static ResultScene Of(OutcomeScene scene, ResultFolder folder) => new(
        scene.Caption,
        scene.Picture is { } picture ? folder.Keep(picture) : null,
        scene.Pose is { } pose ? [.. pose.Landmarks.Select(Landmark)] : null,
        scene.Boxes.ToDictionary(box => box.Key, box => Edges(box.Value), StringComparer.Ordinal));

    /// <summary>x, y on the canvas and visibility.</summary>
    public static double[] Landmark(Landmark landmark) =>
        [Math.Round(landmark.X * Box.ReferenceSize, 1), Math.Round(landmark.Y * Box.ReferenceSize, 1), Math.Round(landmark.Visibility, 2)];

    /// <summary>x1, y1, x2, y2 on the canvas.</summary>
    public static double[] Edges(Box box) => [.. new[] { box.Left, box.Top, box.Right, box.Bottom }.Select(edge => Math.Round(edge * Box.ReferenceSize, 1))];

    /// <summary>The box of four edges on the canvas.</summary>
    public static Box ToBox(double[] edges)
    {
        ArgumentNullException.ThrowIfNull(edges);
        return Box.FromPixels(edges[0], edges[1], edges[2], edges[3]);
    }

    /// <summary>The landmark of x, y on the canvas and visibility.</summary>
    public static Landmark ToLandmark(double[] row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new Landmark(row[0] / Box.ReferenceSize, row[1] / Box.ReferenceSize, row[2]);
    }
}
