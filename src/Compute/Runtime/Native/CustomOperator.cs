using System.Runtime.InteropServices;

namespace ReCorD.Compute.Runtime.Native;

/// <summary><c>OrtCustomOp</c> of the C API: what ONNX Runtime asks of an operator that is not its own. Functions that are left out are zero; it asks for none of them in this version.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CustomOperator
{
    /// <summary>Version of the C API that the structure follows. From 16 on kernels report failures.</summary>
    public uint Version;

    private readonly nint createKernel;

    public delegate* unmanaged<CustomOperator*, byte*> GetName;
    public delegate* unmanaged<CustomOperator*, byte*> GetExecutionProviderType;
    public delegate* unmanaged<CustomOperator*, nuint, int> GetInputType;
    public delegate* unmanaged<CustomOperator*, nuint> GetInputTypeCount;
    public delegate* unmanaged<CustomOperator*, nuint, int> GetOutputType;
    public delegate* unmanaged<CustomOperator*, nuint> GetOutputTypeCount;

    private readonly nint kernelCompute;

    public delegate* unmanaged<nint, void> KernelDestroy;
    public delegate* unmanaged<CustomOperator*, nuint, int> GetInputCharacteristic;
    public delegate* unmanaged<CustomOperator*, nuint, int> GetOutputCharacteristic;
    public delegate* unmanaged<CustomOperator*, nuint, int> GetInputMemoryType;

    public delegate* unmanaged<CustomOperator*, int> GetVariadicInputMinArity;
    public delegate* unmanaged<CustomOperator*, int> GetVariadicInputHomogeneity;
    public delegate* unmanaged<CustomOperator*, int> GetVariadicOutputMinArity;
    public delegate* unmanaged<CustomOperator*, int> GetVariadicOutputHomogeneity;

    public delegate* unmanaged<CustomOperator*, nint, nint, nint*, nint> CreateKernel;
    public delegate* unmanaged<nint, nint, nint> Compute;

    private readonly nint inferOutputShape, getStartVersion, getEndVersion, getMayInplace, releaseMayInplace, getAliasMap, releaseAliasMap;
}
