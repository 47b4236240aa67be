using System.Collections;
using System.Collections.Immutable;

namespace ReCorD.Compute;

/// <summary>The static shape of a tensor: every dimension is known and not negative. A scalar has rank 0.</summary>
public sealed class TensorShape : IReadOnlyList<long>, IEquatable<TensorShape>
{
    private readonly ImmutableArray<long> dimensions;

    public TensorShape(params ReadOnlySpan<long> dimensions)
    {
        foreach (long dimension in dimensions)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(dimension, nameof(dimensions));
        }

        this.dimensions = [.. dimensions];
    }

    /// <summary>The shape of a single number.</summary>
    public static TensorShape Scalar { get; } = new();

    public int Rank => dimensions.Length;

    int IReadOnlyCollection<long>.Count => Rank;

    /// <summary>Number of elements: the product of all dimensions, 1 for a scalar.</summary>
    public long ElementCount
    {
        get
        {
            long count = 1;
            foreach (long dimension in dimensions)
            {
                count = checked(count * dimension);
            }

            return count;
        }
    }

    /// <summary>One dimension; a negative axis counts from the end.</summary>
    public long this[int axis] => dimensions[Axis(axis)];

    /// <summary>Turns an axis that may count from the end into one that counts from the start.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    public int Axis(int axis)
    {
        int positive = axis < 0 ? axis + Rank : axis;
        return positive >= 0 && positive < Rank
            ? positive
            : throw new ArgumentOutOfRangeException(nameof(axis), axis, $"Shape {this} has no such axis.");
    }

    public ReadOnlySpan<long> AsSpan() => dimensions.AsSpan();

    public long[] ToArray() => [.. dimensions];

    /// <summary>The same shape with one dimension replaced.</summary>
    public TensorShape With(int axis, long size) => new(dimensions.SetItem(Axis(axis), size).AsSpan());

    public bool Equals(TensorShape? other) => other is not null && AsSpan().SequenceEqual(other.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as TensorShape);

    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (long dimension in dimensions)
        {
            hash.Add(dimension);
        }

        return hash.ToHashCode();
    }

    public IEnumerator<long> GetEnumerator() => ((IEnumerable<long>)dimensions).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"[{string.Join(", ", dimensions)}]";
}
