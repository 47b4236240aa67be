using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace ReCorD.Mcp.Runs;

/// <summary>The files of kept runs as resources: <c>record://runs/{run}/{file}</c>. Only files that a run names are read.</summary>
internal sealed class RunFiles(IRecordHost host)
{
    private const string Template = "record://runs/{run}/{file}";

    public McpServerResource Resource => McpServerResource.Create(Read, new McpServerResourceCreateOptions
    {
        Name = "run-file",
        Title = "A file of a run",
        UriTemplate = Template,
        Description = "A file of a finished run: the picture (image.png), every step on a page (report.html), or the record (run.json). Tools that end a run name its files.",
    });

    /// <summary>Links to all files of a run.</summary>
    public static IEnumerable<ResourceLinkBlock> Links(KeptRun run) => run.Files.Select(file => new ResourceLinkBlock
    {
        Uri = Address(run.Name, file),
        Name = file,
        MimeType = MediaType(file),
        Size = new FileInfo(Path.Combine(run.Folder, file)) is { Exists: true } found ? found.Length : null,
    });

    private ResourceContents Read(string run, string file)
    {
        KeptRun kept = host.FindRun(run) ?? throw NotFound($"There is no run '{run}'. list_runs names those that there are.");
        if (!kept.Files.Contains(file, StringComparer.Ordinal))
        {
            throw NotFound($"The run '{run}' has no file '{file}'. It has: {string.Join(", ", kept.Files)}.");
        }

        string path = Path.Combine(kept.Folder, file), address = Address(run, file), type = MediaType(file);
        return IsText(type)
            ? new TextResourceContents { Uri = address, MimeType = type, Text = File.ReadAllText(path) }
            : BlobResourceContents.FromBytes(File.ReadAllBytes(path), address, type);
    }

    private static string Address(string run, string file) => $"record://runs/{Uri.EscapeDataString(run)}/{Uri.EscapeDataString(file)}";

    private static McpProtocolException NotFound(string message) => new(message, McpErrorCode.InvalidParams);

    private static bool IsText(string type) => type is "text/html" or "application/json";

    private static string MediaType(string file) => Path.GetExtension(file) switch
    {
        ".png" => "image/png",
        ".html" => "text/html",
        ".json" => "application/json",
        _ => "application/octet-stream",
    };
}
