namespace ReCorD.Compute.Runtime;

/// <summary>Error codes of ONNX Runtime (<c>OrtErrorCode</c> of its C API).</summary>
public enum OrtErrorCode
{
    Ok = 0,
    Fail = 1,
    InvalidArgument = 2,
    NoSuchFile = 3,
    NoModel = 4,
    EngineError = 5,
    RuntimeException = 6,
    InvalidProtobuf = 7,
    ModelLoaded = 8,
    NotImplemented = 9,
    InvalidGraph = 10,
    ExecutionProviderFail = 11,
    LoadCanceled = 12,
    RequiresCompilation = 13,
    NotFound = 14,
    DeviceReset = 15,
}
