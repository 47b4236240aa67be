using Microsoft.Extensions.Logging;
using ReCorD.Mcp.Calls;

namespace ReCorD.Mcp.Tools;

/// <summary>What all tools of a server share.</summary>
/// <param name="Host">The program.</param>
/// <param name="Queue">For work with the engine.</param>
/// <param name="Logger">Where failures are told in full.</param>
/// <param name="Ending">Cancelled when the server ends.</param>
internal sealed record ToolSurroundings(IRecordHost Host, WorkQueue Queue, ILogger Logger, CancellationToken Ending);
