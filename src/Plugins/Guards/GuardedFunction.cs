using Microsoft.Extensions.AI;
using ReCorD.Plugins.Scenes;
using ReCorD.Plugins.Tools;

namespace ReCorD.Plugins.Guards;

/// <summary>A tool that runs only when <see cref="ToolRules"/> let it; otherwise it answers what to do instead.</summary>
internal sealed class GuardedFunction(AIFunction tool, SceneSession session) : DelegatingAIFunction(tool)
{
    protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        string? refusal = ToolRules.Refuse(session, Name);
        if (!ToolRules.IsJudged(session))
        {
            session.CountToolCall();
        }

        return refusal is null ? base.InvokeCoreAsync(arguments, cancellationToken) : ValueTask.FromResult<object?>(ToolReply.Mend(refusal));
    }
}
