using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using ReCorD.Mcp.Calls;
using ReCorD.Plugins.Tools;

namespace ReCorD.Mcp.Scenes;

/// <summary>An open scene with the tools that act on it. They are made once: tools may remember what was called before.</summary>
internal sealed class SceneEntry(string id, OpenedScene scene, SwitchedObserver observer)
{
    /// <summary>The client's model in transcripts, where our own agents have their names.</summary>
    private const string Agent = "client";

    private readonly FrozenDictionary<string, AIFunction> tools = SceneTools.All(scene.Session).ToFrozenDictionary(tool => tool.Name);
    private int calls;

    public string Id => id;

    public OpenedScene Scene => scene;

    public SwitchedObserver Observer => observer;

    /// <summary>Calls a tool, and keeps the call and its result for the scene's record.</summary>
    /// <exception cref="ArgumentMismatchException">A value does not fit.</exception>
    public async Task<object?> CallAsync(string tool, Dictionary<string, object?> arguments, CancellationToken cancellationToken)
    {
        string call = (++calls).ToString(CultureInfo.InvariantCulture);
        object? result = await InvokeAsync(tools[tool], new AIFunctionArguments(arguments), cancellationToken).ConfigureAwait(false);
        scene.Transcript.Record(Agent, [new ChatMessage(ChatRole.Assistant, [new FunctionCallContent(call, tool, arguments)]), new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call, result)])]);
        return result;
    }

    /// <summary>Tools read their arguments themselves. What they throw then blames the arguments, or none; an error deeper in names a parameter of its own.</summary>
    private static async Task<object?> InvokeAsync(AIFunction tool, AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        try
        {
            return await tool.InvokeAsync(arguments, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is JsonException or ArgumentException { ParamName: null or nameof(arguments) })
        {
            throw new ArgumentMismatchException(error.Message, error);
        }
    }
}
