namespace ReCorD.Compute.Runtime.Native;

// One line per type of ONNX Runtime's C API, so that one cannot be passed for another.
internal sealed class ThreadingOptionsHandle(nint pointer) : OrtHandle(pointer, OrtFunction.ReleaseThreadingOptions);

internal sealed class SessionOptionsHandle(nint pointer) : OrtHandle(pointer, OrtFunction.ReleaseSessionOptions);

internal sealed class CudaOptionsHandle(nint pointer) : OrtHandle(pointer, OrtFunction.ReleaseCudaProviderOptions);

internal sealed class RunOptionsHandle(nint pointer) : OrtHandle(pointer, OrtFunction.ReleaseRunOptions);

internal sealed class ArenaOptionsHandle(nint pointer) : OrtHandle(pointer, OrtFunction.ReleaseArenaCfg);

internal sealed class MemoryInfoHandle(nint pointer) : OrtHandle(pointer, OrtFunction.ReleaseMemoryInfo);

internal sealed class ValueHandle(nint pointer) : OrtHandle(pointer, OrtFunction.ReleaseValue);

internal sealed class TypeInfoHandle(nint pointer) : OrtHandle(pointer, OrtFunction.ReleaseTypeInfo);

internal sealed class TensorInfoHandle(nint pointer) : OrtHandle(pointer, OrtFunction.ReleaseTensorTypeAndShapeInfo);

internal sealed class ValueInfoHandle(nint pointer) : OrtHandle(pointer, OrtFunction.ReleaseValueInfo);

internal sealed class AttributeHandle(nint pointer) : OrtHandle(pointer, OrtFunction.ReleaseOpAttr);

internal sealed class NodeHandle(nint pointer) : OrtHandle(pointer, OrtFunction.ReleaseNode);

internal sealed class GraphHandle(nint pointer) : OrtHandle(pointer, OrtFunction.ReleaseGraph);

internal sealed class ModelHandle(nint pointer) : OrtHandle(pointer, OrtFunction.ReleaseModel);
