using System.Text.RegularExpressions;

namespace ReCorD.Agents.Providers.Capabilities;

/// <summary>
/// Whether an endpoint refused a request because its model lacks a capability. Seen in the wild: "does not support tools" (400,
/// Ollama), "auto tool choice requires --enable-auto-tool-choice" (400, vLLM), "tools param requires --jinja flag" and "image input
/// is not supported" (500, llama.cpp), "response_format.type must be ..." (400, LM Studio).
/// </summary>
internal static partial class CapabilityRefusal
{
    public static bool Names(Capability capability, ChatProviderException error)
    {
        string said = error.Said ?? error.Message;
        return error.Status switch
        {
            400 or 404 or 415 or 422 => Subject(capability).IsMatch(said),
            500 or 501 => Subject(capability).IsMatch(said) && Inability().IsMatch(said),
            _ => false,
        };
    }

    private static Regex Subject(Capability capability) => capability switch
    {
        Capability.Tools => Tools(),
        Capability.Vision => Pictures(),
        _ => Format(),
    };

    [GeneratedRegex(@"\btools?\b|\btool_|function.?call", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Tools();

    [GeneratedRegex(@"\bimages?\b|image_url|\bvision\b|multi-?modal|mmproj", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pictures();

    [GeneratedRegex("response_format|json_schema|structured output|grammar", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Format();

    [GeneratedRegex("not support|unsupported|requires|not a multi", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Inability();
}
