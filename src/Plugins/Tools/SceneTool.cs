using Microsoft.Extensions.AI;
using ReCorD.Plugins.Guards;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Plugins.Tools;

/// <summary>
/// A tool that acts on one session. A derived class has one method, described by attributes for the model, and nothing to
/// register but one line in <see cref="SceneTools"/>.
/// </summary>
public abstract class SceneTool
{
    protected SceneTool(SceneSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        Session = session;
    }

    /// <summary>Snake-case name for models.</summary>
    public abstract string Name { get; }

    protected SceneSession Session { get; }

    /// <summary>The method that models call.</summary>
    protected abstract Delegate Method { get; }

    /// <summary>As a function that chat clients understand. It runs only when <see cref="ToolRules"/> let it.</summary>
    public AIFunction ToFunction() => new GuardedFunction(
        new BoxTolerantFunction(AIFunctionFactory.Create(Method, new AIFunctionFactoryOptions { Name = Name, SerializerOptions = ToolReply.Json })), Session);

    /// <summary>The candidate of an index, the final picture where none is given, or the reason why there is none.</summary>
    private protected SceneCandidate? Find(int? index, out string problem)
    {
        if (index is { } candidate)
        {
            return Find(candidate, out problem);
        }

        problem = "There is no final picture yet; give candidate_index.";
        return Session.Final;
    }

    /// <summary>The candidate of an index, or the reason why there is none.</summary>
    private protected SceneCandidate? Find(int index, out string problem)
    {
        int count = Session.Candidates.Count;
        problem = $"Candidate {index} does not exist; candidates are numbered 0 to {count - 1}.";
        return index >= 0 && index < count ? Session.Candidates[index] : null;
    }
}
