using System.Globalization;

namespace ReCorD.Diffusion.Components;

/// <summary>One axis of an input: its meaning, and its size where the network fixes it.</summary>
/// <param name="Name">What lies along the axis, for messages.</param>
/// <param name="Size">The only size that fits; null: any from 1.</param>
internal readonly record struct InputAxis(string Name, long? Size = null)
{
    public bool Fits(long size) => Size is { } only ? size == only : size > 0;

    public override string ToString() => Size is { } only ? string.Create(CultureInfo.InvariantCulture, $"{only} {Name}") : Name;
}
