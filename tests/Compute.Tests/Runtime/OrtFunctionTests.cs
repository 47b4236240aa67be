using ReCorD.Compute.Runtime.Native;

namespace ReCorD.Compute.Tests.Runtime;

/// <summary>
/// The places of the functions. The two text files list the members of the structs in their order, one per line: from
/// <c>onnxruntime_c_api.h</c> of ONNX Runtime 1.29 by <c>offsetof</c>; the anchors are those that ONNX Runtime itself asserts in
/// <c>onnxruntime_c_api.cc</c> at the end of each API version.
/// </summary>
public sealed class OrtFunctionTests
{
    public static TheoryData<string, int> Functions => Places<OrtFunction>();

    public static TheoryData<string, int> ModelEditorFunctions => Places<OrtModelEditorFunction>();

    [Theory]
    [MemberData(nameof(Functions))]
    public void OrtFunction_Place_IsThatOfTheHeader(string name, int place)
        => Assert.Equal(name, Plain(Members("ort_api.txt")[place]));

    [Theory]
    [MemberData(nameof(ModelEditorFunctions))]
    public void OrtModelEditorFunction_Place_IsThatOfTheHeader(string name, int place)
        => Assert.Equal(name, Plain(Members("ort_model_editor_api.txt")[place]));

    [Theory]
    [InlineData(101, "ReleaseCustomOpDomain")]
    [InlineData(118, "ReleaseModelMetadata")]
    [InlineData(124, "AddFreeDimensionOverrideByName")]
    [InlineData(126, "ReleaseAvailableProviders")]
    [InlineData(149, "SetGlobalSpinControl")]
    [InlineData(157, "ReleaseArenaCfg")]
    [InlineData(161, "GetCurrentGpuDeviceId")]
    [InlineData(167, "ReleasePrepackedWeightsContainer")]
    [InlineData(169, "CreateSessionFromArrayWithPrepackedWeightsContainer")]
    [InlineData(209, "SessionOptionsAppendExecutionProvider_MIGraphX")]
    [InlineData(218, "ReleaseKernelInfo")]
    [InlineData(317, "GetEpApi")]
    public void HeaderList_Anchor_IsThatOfOnnxRuntime(int place, string name)
        => Assert.Equal(name, Members("ort_api.txt")[place]);

    private static string[] Members(string file) => File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Runtime", file));

    /// <summary>C# names have no underscores and write abbreviations as words.</summary>
    private static string Plain(string member) => member
        .Replace("_", "", StringComparison.Ordinal)
        .Replace("CUDA", "Cuda", StringComparison.Ordinal);

    private static TheoryData<string, int> Places<T>()
        where T : struct, Enum
    {
        TheoryData<string, int> places = [];
        foreach (T function in Enum.GetValues<T>())
        {
            places.Add(function.ToString(), Convert.ToInt32(function, System.Globalization.CultureInfo.InvariantCulture));
        }

        return places;
    }
}
