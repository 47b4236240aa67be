namespace ReCorD.Compute.Tests;

public sealed class TensorTests
{
    [Fact]
    public void Reshape_TakesTheTensorOver()
    {
        Tensor flat = Tensor.From(new float[] { 1, 2, 3, 4 }, 4);

        Tensor square = Tensor.Reshape(flat, new TensorShape(2, 2));

        Assert.Equal([1f, 2, 3, 4], square.ToArray<float>());
        Assert.Throws<ArgumentException>(() => Tensor.Reshape(square, new TensorShape(3)));
        square.Dispose();
        Assert.Throws<ObjectDisposedException>(() => flat.Pointer);
    }

    [Fact]
    public void Deferred_LoadsWhenRead_AndKeepsWhatWasAskedFor()
    {
        int loads = 0;
        using Tensor tensor = Tensor.Deferred(ElementType.Float32, new TensorShape(2), () =>
        {
            loads++;
            return Tensor.From([1f, 2f], 2);
        });
        Assert.Equal(0, loads);

        using (tensor.Lease())
        {
        }

        Assert.Equal([1f, 2f], tensor.ToArray<float>());
        Assert.Equal(2, loads);
        using (tensor.Lease())
        {
        }

        Assert.Equal([1f, 2f], tensor.ToArray<float>());
        Assert.Equal(2, loads);
    }

    [Fact]
    public void Deferred_TwoLeases_LoadOnce()
    {
        int loads = 0;
        using Tensor tensor = Tensor.Deferred(ElementType.Float32, new TensorShape(1), () =>
        {
            loads++;
            return Tensor.From([1f], 1);
        });

        using TensorLease first = tensor.Lease();
        using TensorLease second = tensor.Lease();

        Assert.Equal(first.Pointer, second.Pointer);
        Assert.Equal(1, loads);
    }

    [Fact]
    public void Deferred_LoadedInAnotherShape_IsRefused()
    {
        using Tensor tensor = Tensor.Deferred(ElementType.Float32, new TensorShape(2), () => new Tensor(ElementType.Float32, new TensorShape(3)));

        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => tensor.Pointer);

        Assert.Contains("[3]", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deferred_Disposed_IsRefused()
    {
        Tensor tensor = Tensor.Deferred(ElementType.Float32, new TensorShape(1), () => Tensor.From([1f], 1));
        tensor.Dispose();

        Assert.Throws<ObjectDisposedException>(() => tensor.Pointer);
        Assert.Throws<ObjectDisposedException>(tensor.Lease);
    }
}
