namespace ReCorD.Compute.Runtime.Native;

internal static unsafe partial class OrtApi
{
    private const int DeviceAllocator = 0;
    private const int ArenaAllocator = 1;
    private const int DefaultMemory = 0;

    public static MemoryInfoHandle CreateCpuMemoryInfo(int allocator = DeviceAllocator)
    {
        nint info;
        Check(((delegate* unmanaged<int, int, nint*, nint>)OrtLibrary.Function(OrtFunction.CreateCpuMemoryInfo))(allocator, DefaultMemory, &info));
        return new MemoryInfoHandle(info);
    }

    /// <summary>A value over the tensor's own memory, which must stay valid until the value is released.</summary>
    public static ValueHandle CreateValue(MemoryInfoHandle memory, Tensor tensor)
    {
        nint value;
        ReadOnlySpan<long> shape = tensor.Shape.AsSpan();
        fixed (long* dimensions = shape)
        {
            var create = (delegate* unmanaged<nint, nint, nuint, long*, nuint, int, nint*, nint>)OrtLibrary.Function(OrtFunction.CreateTensorWithDataAsOrtValue);
            Check(create(memory.Pointer, tensor.Pointer, (nuint)tensor.ByteLength, dimensions, (nuint)shape.Length, (int)tensor.ElementType, &value));
        }

        return new ValueHandle(value);
    }

    /// <summary>A tensor holding a copy of a value.</summary>
    public static Tensor Copy(ValueHandle value)
    {
        nint info;
        Check(((delegate* unmanaged<nint, nint*, nint>)OrtLibrary.Function(OrtFunction.GetTensorTypeAndShape))(value.Pointer, &info));
        using TensorInfoHandle tensorInfo = new(info);
        (ElementType type, long[] dimensions) = Describe(tensorInfo.Pointer);
        void* data;
        Check(((delegate* unmanaged<nint, void**, nint>)OrtLibrary.Function(OrtFunction.GetTensorMutableData))(value.Pointer, &data));
        Tensor tensor = new(type, new TensorShape(dimensions));
        Buffer.MemoryCopy(data, (void*)tensor.Pointer, tensor.ByteLength, tensor.ByteLength);
        return tensor;
    }
}
