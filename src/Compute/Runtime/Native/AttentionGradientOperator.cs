using System.Runtime.InteropServices;
using ReCorD.Compute.Graph.Operators;
using ReCorD.Compute.Kernels;

namespace ReCorD.Compute.Runtime.Native;

/// <summary>
/// <see cref="AttentionGradient"/> as an operator: inputs query, key, value, result and the result's gradient, outputs the gradients of the first three, attribute
/// <c>num_heads</c>; all [rows, queries or keys, heads * size], float32.
/// </summary>
internal static unsafe class AttentionGradientOperator
{
    private const uint ApiVersion = 22;
    private const int InputCount = 5, OutputCount = 3;

    private static readonly Lazy<nint> Registered = new(Register);

    /// <summary>The domain that holds it.</summary>
    public static nint Domain => Registered.Value;

    private static nint Register()
    {
        CustomOperator* custom = (CustomOperator*)NativeMemory.AllocZeroed((nuint)sizeof(CustomOperator));
        custom->Version = ApiVersion;
        custom->GetName = &GetName;
        custom->GetExecutionProviderType = &GetProvider;
        custom->GetInputType = &GetType;
        custom->GetOutputType = &GetType;
        custom->GetInputTypeCount = &GetInputCount;
        custom->GetOutputTypeCount = &GetOutputCount;
        custom->GetInputCharacteristic = &GetZero;
        custom->GetOutputCharacteristic = &GetZero;
        custom->GetInputMemoryType = &GetZero;
        custom->CreateKernel = &CreateKernel;
        custom->KernelDestroy = &DestroyKernel;
        custom->Compute = &Compute;
        return OrtApi.CreateOperatorDomain(AttentionOperators.OwnDomain, custom);
    }

    [UnmanagedCallersOnly]
    private static byte* GetName(CustomOperator* custom) => (byte*)NameText.Pointer;

    /// <summary>None: the processor's.</summary>
    [UnmanagedCallersOnly]
    private static byte* GetProvider(CustomOperator* custom) => null;

    [UnmanagedCallersOnly]
    private static int GetType(CustomOperator* custom, nuint index) => (int)ElementType.Float32;

    [UnmanagedCallersOnly]
    private static nuint GetInputCount(CustomOperator* custom) => InputCount;

    [UnmanagedCallersOnly]
    private static nuint GetOutputCount(CustomOperator* custom) => OutputCount;

    /// <summary>Required, in ordinary memory.</summary>
    [UnmanagedCallersOnly]
    private static int GetZero(CustomOperator* custom, nuint index) => 0;

    /// <summary>The kernel's state is its number of heads alone, which stands in the place of the pointer.</summary>
    [UnmanagedCallersOnly]
    private static nint CreateKernel(CustomOperator* custom, nint api, nint info, nint* kernel)
    {
        nint* state = kernel;
        return Guarded(() => *state = (nint)OrtApi.ReadInteger(info, AttentionOperators.HeadsAttribute));
    }

    [UnmanagedCallersOnly]
    private static void DestroyKernel(nint kernel)
    {
    }

    [UnmanagedCallersOnly]
    private static nint Compute(nint kernel, nint context) => Guarded(() => Compute((int)kernel, context));

    private static void Compute(int heads, nint context)
    {
        (nint query, long[] queries) = OrtApi.KernelInput(context, 0);
        (nint key, long[] keys) = OrtApi.KernelInput(context, 1);
        AttentionTensors tensors = new()
        {
            Query = (float*)query, Key = (float*)key, Value = (float*)OrtApi.KernelInput(context, 2).Data, Result = (float*)OrtApi.KernelInput(context, 3).Data,
            ResultGradient = (float*)OrtApi.KernelInput(context, 4).Data, QueryGradient = (float*)OrtApi.KernelOutput(context, 0, queries),
            KeyGradient = (float*)OrtApi.KernelOutput(context, 1, keys), ValueGradient = (float*)OrtApi.KernelOutput(context, 2, keys),
        };
        AttentionShape shape = new((int)queries[0], heads, (int)queries[1], (int)keys[1], (int)(queries[2] / heads));
        using AttentionGradient work = new(shape, tensors);
        ParallelWork.Run(context, work.PartCount, work.RunPart);
        ParallelWork.Run(context, work.HeadCount, work.JoinHead);
    }

    /// <summary>An exception cannot pass through native frames: it becomes a status.</summary>
    private static nint Guarded(Action action)
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
            return OrtApi.Failure($"{AttentionOperators.GradientOperator} failed: {reason.Message}");
        }
    }

    /// <summary>The operator's name where ONNX Runtime can read it as long as the process lives.</summary>
    private static class NameText
    {
        public static readonly nint Pointer = Marshal.StringToCoTaskMemUTF8(AttentionOperators.GradientOperator);
    }
}
