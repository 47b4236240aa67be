using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ReCorD.Compute;

/// <summary>
/// A dense tensor in native memory: its own (64-byte aligned, zeroed) or borrowed from an owner that it keeps alive, such as a
/// memory-mapped weight file. Row-major. Not safe for writing from several threads.
/// </summary>
public sealed unsafe class Tensor : IDisposable
{
    private const nuint Alignment = 64;

    private readonly void* allocation;
    private readonly DeferredData? deferred;
    private object? owner;
    private byte* data;

    /// <summary>A new tensor filled with zeros.</summary>
    public Tensor(ElementType elementType, TensorShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ElementType = elementType;
        Shape = shape;
        ByteLength = checked(shape.ElementCount * elementType.ByteSize());

        // Zeroed pages come from the system when they are first written to, by whichever thread: clearing gigabytes here would write them twice, on one thread.
        allocation = NativeMemory.AllocZeroed((nuint)ByteLength + Alignment);
        data = (byte*)(((nuint)allocation + Alignment - 1) & ~(Alignment - 1));
        if (ByteLength > 0)
        {
            GC.AddMemoryPressure(ByteLength);
        }
    }

    private Tensor(ElementType elementType, TensorShape shape, nint pointer, object owner)
    {
        ElementType = elementType;
        Shape = shape;
        ByteLength = checked(shape.ElementCount * elementType.ByteSize());
        data = (byte*)pointer;
        this.owner = owner;
    }

    private Tensor(ElementType elementType, TensorShape shape, DeferredData deferred)
    {
        ElementType = elementType;
        Shape = shape;
        ByteLength = checked(shape.ElementCount * elementType.ByteSize());
        this.deferred = deferred;
    }

    ~Tensor() => Free();

    public ElementType ElementType { get; }

    public TensorShape Shape { get; }

    public long ByteLength { get; }

    /// <summary>Address of the first element. Valid until the tensor is disposed.</summary>
    public nint Pointer
    {
        get
        {
            if (deferred is not null)
            {
                return deferred.Keep(this);
            }

            ObjectDisposedException.ThrowIf(data == null, this);
            return (nint)data;
        }
    }

    /// <summary>A tensor over memory that <paramref name="owner"/> keeps valid; the tensor keeps the owner alive.</summary>
    public static Tensor Borrow(ElementType elementType, TensorShape shape, nint pointer, object owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return new Tensor(elementType, shape, pointer, owner);
    }

    /// <summary>The same numbers in another shape of as many elements. The tensor given goes over into the new one and is let go of with it.</summary>
    public static Tensor Reshape(Tensor tensor, TensorShape shape)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentNullException.ThrowIfNull(shape);
        return shape.ElementCount == tensor.Shape.ElementCount
            ? new Tensor(tensor.ElementType, shape, tensor.Pointer, new Former(tensor))
            : throw new ArgumentException($"A tensor of shape {tensor.Shape} has another number of elements than {shape}.", nameof(shape));
    }

    /// <summary>
    /// A tensor whose data is made when it is first read, and stays until the tensor is disposed. Where it is only looked at for a while it can go and be
    /// made again: <paramref name="load"/> must give the same type, shape and numbers each time, in a tensor that is disposed by this one.
    /// </summary>
    public static Tensor Deferred(ElementType elementType, TensorShape shape, Func<Tensor> load)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(load);
        return new Tensor(elementType, shape, new DeferredData(load));
    }

    /// <summary>A tensor holding a copy of the values.</summary>
    public static Tensor From<T>(ReadOnlySpan<T> values, TensorShape shape)
        where T : unmanaged
    {
        Tensor tensor = new(TypeOf<T>(), shape);
        if (values.Length != shape.ElementCount)
        {
            throw new ArgumentException($"Shape {shape} holds {shape.ElementCount} values but {values.Length} were given.", nameof(values));
        }

        values.CopyTo(tensor.AsSpan<T>());
        return tensor;
    }

    /// <inheritdoc cref="From{T}(ReadOnlySpan{T}, TensorShape)"/>
    public static Tensor From<T>(T[] values, params long[] dimensions)
        where T : unmanaged
        => From<T>(values.AsSpan(), new TensorShape(dimensions));

    /// <summary>
    /// The elements. The type must match <see cref="ElementType"/> (Half for Float16, ushort for BFloat16). The span does not keep the tensor alive: hold
    /// and dispose the tensor itself, or take <see cref="ToArray{T}"/>.
    /// </summary>
    public Span<T> AsSpan<T>()
        where T : unmanaged
    {
        void* start = (void*)Pointer;
        if (Unsafe.SizeOf<T>() != ElementType.ByteSize())
        {
            throw new InvalidOperationException($"A tensor of {ElementType} cannot be read as {typeof(T).Name}.");
        }

        return new Span<T>(start, checked((int)Shape.ElementCount));
    }

    /// <summary>A copy of the elements.</summary>
    public T[] ToArray<T>()
        where T : unmanaged
    {
        T[] copy = AsSpan<T>().ToArray();

        // The span does not keep this object, and with it the memory, from being collected.
        GC.KeepAlive(this);
        return copy;
    }

    /// <summary>Holds the data for a look at it. Deferred data that nobody has asked for by <see cref="Pointer"/> or as a span goes again with the last lease.</summary>
    internal TensorLease Lease() => deferred is not null ? deferred.Lease(this) : new TensorLease(this, Pointer, release: null);

    public void Dispose()
    {
        deferred?.Dispose();
        Free();
        GC.SuppressFinalize(this);
    }

    private static ElementType TypeOf<T>() => default(T) switch
    {
        float => ElementType.Float32,
        long => ElementType.Int64,
        int => ElementType.Int32,
        byte => ElementType.UInt8,
        bool => ElementType.Bool,
        Half => ElementType.Float16,
        _ => throw new NotSupportedException($"Tensors of {typeof(T).Name} are not supported."),
    };

    private void Free()
    {
        if (data == null)
        {
            return;
        }

        (owner as IReclaimable)?.Reclaim((nint)data, ByteLength);
        if (allocation != null)
        {
            NativeMemory.Free(allocation);
            if (ByteLength > 0)
            {
                GC.RemoveMemoryPressure(ByteLength);
            }
        }

        data = null;
        owner = null;
    }

    /// <summary>A tensor whose memory is that of another shape now.</summary>
    private sealed class Former(Tensor tensor) : IReclaimable
    {
        public void Reclaim(nint pointer, long length) => tensor.Dispose();
    }
}
