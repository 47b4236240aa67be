using System.Text.Json;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using ReCorD.Mcp.Calls;
using ReCorD.Mcp.Scenes;

namespace ReCorD.Mcp.Tools;

/// <summary>
/// A tool of the server: checks the arguments, waits for its turn where it needs the engine, sends progress, and turns whatever goes wrong into a result that
/// says so. Only the client's cancelling leaves it as an exception.
/// </summary>
internal abstract partial class RecordTool(ToolSurroundings surroundings) : McpServerTool
{
    public override IReadOnlyList<object> Metadata => [];

    /// <summary>The engine, and all that works with it, serves one call at a time.</summary>
    protected abstract bool UsesEngine { get; }

    /// <summary>What arguments are held to before the tool sees them.</summary>
    protected virtual JsonElement CheckedSchema => ProtocolTool.InputSchema;

    protected IRecordHost Host => surroundings.Host;

    protected abstract Task<CallToolResult> RunAsync(ToolCall call, CancellationToken cancellationToken);

    public sealed override async ValueTask<CallToolResult> InvokeAsync(RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        Dictionary<string, JsonElement> arguments = new(request.Params.Arguments ?? new Dictionary<string, JsonElement>(), StringComparer.Ordinal);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, surroundings.Ending);
        CallProgress progress = new(request.Server, request.Params.ProgressToken, ending.Token);
        await using (progress.ConfigureAwait(false))
        {
            return await RunSafelyAsync(new ToolCall(arguments, progress), ending.Token, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A tool of the server by name, description and arguments.</summary>
    /// <param name="name">Snake case.</param>
    /// <param name="title">For people.</param>
    /// <param name="description">For models.</param>
    /// <param name="schema">Of its arguments, an object.</param>
    /// <param name="readOnly">Whether it changes nothing; null: not said.</param>
    protected static Tool Describe(string name, string? title, string description, JsonElement schema, bool? readOnly = null) => new()
    {
        Name = name,
        Title = title,
        Description = description,
        InputSchema = schema,
        Annotations = new ToolAnnotations { ReadOnlyHint = readOnly, DestructiveHint = false, OpenWorldHint = false },
    };

    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Ends it, for whatever reason.</param>
    /// <param name="clientsOwn">The client's part in that.</param>
    private async Task<CallToolResult> RunSafelyAsync(ToolCall call, CancellationToken cancellationToken, CancellationToken clientsOwn)
    {
        try
        {
            string[] problems = [.. SchemaCheck.Problems(CheckedSchema, call.Arguments)];
            if (problems.Length > 0)
            {
                return ToolResults.Error(string.Join(" ", problems));
            }

            return UsesEngine
                ? await surroundings.Queue.RunAsync(() => RunAsync(call, cancellationToken), call.Progress.Waiting, cancellationToken).ConfigureAwait(false)
                : await RunAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (clientsOwn.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ToolResults.Error("Stopped: the server ends.");
        }
        catch (SceneNotOpenException error)
        {
            return ToolResults.Error(error.Message);
        }
        catch (ArgumentMismatchException error)
        {
            return ToolResults.Error($"The arguments of {ProtocolTool.Name} do not fit: {error.Message} Send arguments of this schema: {ProtocolTool.InputSchema.GetRawText()}");
        }
#pragma warning disable CA1031 // Whatever one call came to, the server goes on for the others; the client is told and the log has the rest.
        catch (Exception error)
#pragma warning restore CA1031
        {
            LogFailure(surroundings.Logger, ProtocolTool.Name, error);
            return ToolResults.Error(Host.Describe(error));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The tool {Tool} failed.")]
    private static partial void LogFailure(ILogger logger, string tool, Exception error);
}
