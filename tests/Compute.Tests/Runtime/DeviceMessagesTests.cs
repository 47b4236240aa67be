using ReCorD.Compute.Runtime.Native;

namespace ReCorD.Compute.Tests.Runtime;

public class DeviceMessagesTests
{
    /// <summary>As the dynamic loaders of Linux, Windows and macOS and ONNX Runtime's own lines around them put it.</summary>
    [Theory]
    [InlineData("cuda", "onnxruntime::ProviderLibrary::Get() Failed to load library libonnxruntime_providers_cuda.so with error: libcublasLt.so.12: cannot open shared object file: No such file or directory", "the library libcublasLt.so.12 is not on this machine; CUDA 12 and cuDNN 9 must be installed")]
    [InlineData("cuda", "LoadLibrary failed with error 126 \"\" when trying to load \"C:\\x\\onnxruntime_providers_cuda.dll\"", "a library that onnxruntime_providers_cuda.dll needs is not on this machine; CUDA 12")]
    [InlineData("webgpu", "dlopen failed: Library not loaded: @rpath/libdawn.dylib", "the library libdawn.dylib is not on this machine; it must be installed")]
    public void A_missing_library_is_named_with_what_to_do(string device, string message, string expected) =>
        Assert.StartsWith(expected, DeviceMessages.Explain(device, message), StringComparison.Ordinal);

    [Fact]
    public void Other_messages_stay_as_they_are() =>
        Assert.Equal("CUDA failure 100: no CUDA-capable device is detected", DeviceMessages.Explain("cuda", "CUDA failure 100: no CUDA-capable device is detected. \n"));
}
