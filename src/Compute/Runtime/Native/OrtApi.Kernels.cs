namespace ReCorD.Compute.Runtime.Native;

/// <summary>What operators of our own ask of ONNX Runtime while they run.</summary>
internal static unsafe partial class OrtApi
{
    private const int FailCode = 1;

    /// <summary>A domain of operators. It is kept as long as the process: sessions refer to it.</summary>
    public static nint CreateOperatorDomain(string name, IEnumerable<OwnOperator> operators)
    {
        nint domain;
        fixed (byte* text = Utf8(name))
        {
            Check(((delegate* unmanaged<byte*, nint*, nint>)OrtLibrary.Function(OrtFunction.CreateCustomOpDomain))(text, &domain));
        }

        foreach (OwnOperator own in operators)
        {
            Check(((delegate* unmanaged<nint, CustomOperator*, nint>)OrtLibrary.Function(OrtFunction.CustomOpDomainAdd))(domain, own.Register()));
        }

        return domain;
    }

    public static void AddOperatorDomain(SessionOptionsHandle options, nint domain)
        => Check(((delegate* unmanaged<nint, nint, nint>)OrtLibrary.Function(OrtFunction.AddCustomOpDomain))(options.Pointer, domain));

    public static long ReadInteger(nint kernelInfo, string attribute)
    {
        long value;
        fixed (byte* text = Utf8(attribute))
        {
            Check(((delegate* unmanaged<nint, byte*, long*, nint>)OrtLibrary.Function(OrtFunction.KernelInfoGetAttributeint64))(kernelInfo, text, &value));
        }

        return value;
    }

    public static long[] ReadIntegers(nint kernelInfo, string attribute)
    {
        var read = (delegate* unmanaged<nint, byte*, long*, nuint*, nint>)OrtLibrary.Function(OrtFunction.KernelInfoGetAttributeArrayint64);
        nuint count = 0;
        fixed (byte* text = Utf8(attribute))
        {
            // Without room for the numbers it gives how many there are.
            Check(read(kernelInfo, text, null, &count));
            long[] values = new long[count];
            fixed (long* data = values)
            {
                Check(read(kernelInfo, text, data, &count));
            }

            return values;
        }
    }

    public static int KernelInputCount(nint context)
    {
        nuint count;
        Check(((delegate* unmanaged<nint, nuint*, nint>)OrtLibrary.Function(OrtFunction.KernelContextGetInputCount))(context, &count));
        return (int)count;
    }

    /// <summary>Data and sizes of an operand.</summary>
    public static (nint Data, long[] Dimensions) KernelInput(nint context, int index)
    {
        nint value, info;
        Check(((delegate* unmanaged<nint, nuint, nint*, nint>)OrtLibrary.Function(OrtFunction.KernelContextGetInput))(context, (nuint)index, &value));
        Check(((delegate* unmanaged<nint, nint*, nint>)OrtLibrary.Function(OrtFunction.GetTensorTypeAndShape))(value, &info));
        using TensorInfoHandle tensor = new(info);
        return (TensorData(value), Describe(tensor.Pointer).Dimensions);
    }

    /// <summary>Room for a result.</summary>
    public static nint KernelOutput(nint context, int index, long[] dimensions)
    {
        nint value;
        fixed (long* sizes = dimensions)
        {
            Check(((delegate* unmanaged<nint, nuint, long*, nuint, nint*, nint>)OrtLibrary.Function(OrtFunction.KernelContextGetOutput))(context, (nuint)index, sizes, (nuint)dimensions.Length, &value));
        }

        return TensorData(value);
    }

    /// <summary>Calls a function for 0 to count - 1 on the threads of the session, and returns when all calls have.</summary>
    public static void ParallelFor(nint context, delegate* unmanaged<nint, nuint, void> function, int count, nint state)
    {
        var run = (delegate* unmanaged<nint, delegate* unmanaged<nint, nuint, void>, nuint, nuint, nint, nint>)OrtLibrary.Function(OrtFunction.KernelContextParallelFor);
        Check(run(context, function, (nuint)count, 0, state));
    }

    /// <summary>A status that tells ONNX Runtime of a failure, which it frees.</summary>
    public static nint Failure(string message)
    {
        fixed (byte* text = Utf8(message))
        {
            return ((delegate* unmanaged<int, byte*, nint>)OrtLibrary.Function(OrtFunction.CreateStatus))(FailCode, text);
        }
    }

    private static nint TensorData(nint value)
    {
        nint data;
        Check(((delegate* unmanaged<nint, nint*, nint>)OrtLibrary.Function(OrtFunction.GetTensorMutableData))(value, &data));
        return data;
    }
}
