using System.Text.RegularExpressions;

namespace ReCorD.Compute.Runtime.Native;

/// <summary>What ONNX Runtime says where a device does not start, in words that tell what to do.</summary>
internal static partial class DeviceMessages
{
    /// <summary>The reason as part of a sentence; ONNX Runtime's own words where they are not of a known kind.</summary>
    public static string Explain(string device, string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        string needs = device == "cuda"
            ? "CUDA 12 and cuDNN 9 must be installed and their libraries found, on Linux by LD_LIBRARY_PATH, on Windows by PATH"
            : "it must be installed where the system looks for libraries";
        Match missing = MissingLibrary().Match(message);
        if (missing.Success)
        {
            return $"the library {missing.Groups["library"].Value} is not on this machine; {needs}";
        }

        // Windows names the library that asked, not the one that is missing.
        Match asking = WindowsError126().Match(message);
        return asking.Success
            ? $"a library that {asking.Groups["library"].Value} needs is not on this machine; {needs}"
            : message.TrimEnd('.', ' ', '\n');
    }

    // The dynamic loader of Linux, and that of macOS.
    [GeneratedRegex("""(?:(?<library>[^\s/:]+\.so[\d.]*): cannot open shared object file|Library not loaded: \S*?(?<library>[^\s/]+\.dylib))""", RegexOptions.CultureInvariant)]
    private static partial Regex MissingLibrary();

    [GeneratedRegex("""error 126\b.*?(?<library>[^\s\\/"]+\.dll)""", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex WindowsError126();
}
