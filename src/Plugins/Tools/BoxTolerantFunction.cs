using System.Text.Json;
using Microsoft.Extensions.AI;
using ReCorD.Plugins.Layout;

namespace ReCorD.Plugins.Tools;

/// <summary>
/// A tool whose boxes may be written in other forms (<see cref="BoxReader"/>). Its result then says how they were read, so that model
/// and record know; a box that cannot be read for sure is an argument that does not fit.
/// </summary>
internal sealed class BoxTolerantFunction(AIFunction tool) : DelegatingAIFunction(tool)
{
    /// <summary>What the names of parameters that hold a box end with.</summary>
    private const string BoxSuffix = "_box";

    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        List<string> notes = [];
        foreach (string name in arguments.Keys.Where(name => name.EndsWith(BoxSuffix, StringComparison.Ordinal)).ToArray())
        {
            if (arguments[name] is not JsonElement { ValueKind: not JsonValueKind.Null } written)
            {
                continue;
            }

            BoxReading reading = BoxReader.Read(written);
            if (reading.Problem is { } problem)
            {
                throw new ArgumentException($"{name}: {problem}");
            }

            if (reading.Box is { } box)
            {
                arguments[name] = box;
                notes.Add($"{name} is taken as {box.GetRawText()}. {reading.Note}");
            }
        }

        object? result = await base.InvokeCoreAsync(arguments, cancellationToken).ConfigureAwait(false);
        return notes.Count > 0 && result is IEnumerable<AIContent> contents ? new List<AIContent>([.. contents, .. notes.Select(note => new TextContent(note))]) : result;
    }
}
