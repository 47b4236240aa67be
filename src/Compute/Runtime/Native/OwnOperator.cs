using System.Runtime.InteropServices;

namespace ReCorD.Compute.Runtime.Native;

/// <summary>An operator of our own: float32 tensors in and out, computed on the processor. To add one, derive from this class and name it in <see cref="OwnOperatorDomain"/>.</summary>
internal abstract unsafe class OwnOperator
{
    private const uint ApiVersion = 22;

    private const int Required = 0, Optional = 1, Variadic = 2;

    public abstract string Name { get; }

    /// <summary>Operands, those included that may be left out.</summary>
    public abstract int InputCount { get; }

    /// <summary>How many of the last operands may be left out.</summary>
    public virtual int OptionalInputCount => 0;

    public abstract int OutputCount { get; }

    /// <summary>Whether the one input and the one output that are named stand for any number of them.</summary>
    public virtual bool IsVariadic => false;

    /// <summary>Reads a node's attributes; what it gives computes the node, from any thread.</summary>
    public abstract Action<KernelContext> CreateKernel(KernelAttributes attributes);

    /// <summary>The operator for ONNX Runtime, which may use it as long as the process lives.</summary>
    public CustomOperator* Register()
    {
        Registration* registration = (Registration*)NativeMemory.AllocZeroed((nuint)sizeof(Registration));
        registration->Operator = GCHandle.ToIntPtr(GCHandle.Alloc(this));
        registration->Name = Marshal.StringToCoTaskMemUTF8(Name);
        CustomOperator* functions = &registration->Functions;
        functions->Version = ApiVersion;
        functions->GetName = &GetName;
        functions->GetExecutionProviderType = &GetProvider;
        functions->GetInputType = &GetType;
        functions->GetOutputType = &GetType;
        functions->GetInputTypeCount = &GetInputCount;
        functions->GetOutputTypeCount = &GetOutputCount;
        functions->GetInputCharacteristic = &GetInputCharacteristic;
        functions->GetOutputCharacteristic = &GetOutputCharacteristic;
        functions->GetVariadicInputMinArity = &GetOne;
        functions->GetVariadicInputHomogeneity = &GetOne;
        functions->GetVariadicOutputMinArity = &GetOne;
        functions->GetVariadicOutputHomogeneity = &GetOne;
        functions->GetInputMemoryType = &GetZero;
        functions->CreateKernel = &CreateKernel;
        functions->KernelDestroy = &DestroyKernel;
        functions->Compute = &Compute;
        return functions;
    }

    private static OwnOperator Of(CustomOperator* custom) => (OwnOperator)GCHandle.FromIntPtr(((Registration*)custom)->Operator).Target!;

    [UnmanagedCallersOnly]
    private static byte* GetName(CustomOperator* custom) => (byte*)((Registration*)custom)->Name;

    /// <summary>None: the processor's.</summary>
    [UnmanagedCallersOnly]
    private static byte* GetProvider(CustomOperator* custom) => null;

    [UnmanagedCallersOnly]
    private static int GetType(CustomOperator* custom, nuint index) => (int)ElementType.Float32;

    [UnmanagedCallersOnly]
    private static nuint GetInputCount(CustomOperator* custom) => (nuint)Of(custom).InputCount;

    [UnmanagedCallersOnly]
    private static nuint GetOutputCount(CustomOperator* custom) => (nuint)Of(custom).OutputCount;

    [UnmanagedCallersOnly]
    private static int GetInputCharacteristic(CustomOperator* custom, nuint index)
        => Of(custom).IsVariadic ? Variadic : (int)index < Of(custom).InputCount - Of(custom).OptionalInputCount ? Required : Optional;

    [UnmanagedCallersOnly]
    private static int GetOutputCharacteristic(CustomOperator* custom, nuint index) => Of(custom).IsVariadic ? Variadic : Required;

    /// <summary>In ordinary memory.</summary>
    [UnmanagedCallersOnly]
    private static int GetZero(CustomOperator* custom, nuint index) => 0;

    /// <summary>Of any number of operands or results there is one at least, and (as a truth value) all are of one type.</summary>
    [UnmanagedCallersOnly]
    private static int GetOne(CustomOperator* custom) => 1;

    [UnmanagedCallersOnly]
    private static nint CreateKernel(CustomOperator* custom, nint api, nint info, nint* kernel)
    {
        OwnOperator self = Of(custom);
        nint* place = kernel;
        return Guarded(self.Name, () => *place = GCHandle.ToIntPtr(GCHandle.Alloc(new Kernel(self.Name, self.CreateKernel(new KernelAttributes(info))))));
    }

    [UnmanagedCallersOnly]
    private static void DestroyKernel(nint kernel) => GCHandle.FromIntPtr(kernel).Free();

    [UnmanagedCallersOnly]
    private static nint Compute(nint kernel, nint context)
    {
        Kernel state = (Kernel)GCHandle.FromIntPtr(kernel).Target!;
        return Guarded(state.Name, () => state.Compute(new KernelContext(context)));
    }

    /// <summary>An exception cannot pass through native frames: it becomes a status.</summary>
    private static nint Guarded(string name, Action action)
    {
        try
        {
            action();
            return 0;
        }
#pragma warning disable CA1031 // See above.
        catch (Exception reason)
#pragma warning restore CA1031
        {
            return OrtApi.Failure($"{name} failed: {reason.Message}");
        }
    }

    /// <summary>What ONNX Runtime gives back to each function, with what they need after it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Registration
    {
        public CustomOperator Functions;
        public nint Operator;
        public nint Name;
    }

    private sealed record Kernel(string Name, Action<KernelContext> Compute);
}
