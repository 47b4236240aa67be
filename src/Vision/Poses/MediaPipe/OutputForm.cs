namespace ReCorD.Vision.Poses.MediaPipe;

/// <summary>An output known by its number of elements: names and order differ from export to export.</summary>
/// <param name="Role">What it holds, one of the constants of <see cref="NetworkForm"/>.</param>
/// <param name="LastSize">Size of its last axis, where the order of the axes must be told; null where any will do.</param>
/// <param name="Counts">Numbers of elements that it may have.</param>
internal sealed record OutputForm(string Role, int? LastSize, params IReadOnlyList<int> Counts);
