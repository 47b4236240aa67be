using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Layout;
using ReCorD.Agents.Planning;
using ReCorD.Agents.Selection;
using ReCorD.Compute.Imaging;
using ReCorD.Plugins.Scenes;
using ReCorD.Plugins.Tools;
using ReCorD.SemanticKernel.Agents;
using ReCorD.Vision.Imaging;

namespace ReCorD.SemanticKernel.Scenes;

/// <summary>
/// One picture in the making, with the tools by which a model works on it. Like the session behind it, it is not for use from several threads at once.
/// </summary>
public sealed class RecordScene
{
    /// <summary>Name of <see cref="Plugin"/>.</summary>
    public const string PluginName = "Scene";

    private readonly RecordStudio studio;

    internal RecordScene(RecordStudio studio, SceneSession session)
    {
        this.studio = studio;
        Session = session;
        Plugin = ToPlugin(SceneTools.All(session));
    }

    /// <summary>What was made and decided so far.</summary>
    public SceneSession Session { get; }

    /// <summary>
    /// All tools of the scene, for any kernel. Results are short JSON; pictures are named there by their ids and lie in <see cref="Pictures"/>: show them in
    /// the next user message, as the agents of <see cref="CreateAgent"/> do by themselves.
    /// </summary>
    public KernelPlugin Plugin { get; }

    /// <summary>Pictures that the tools made.</summary>
    public PictureStore Pictures => studio.Pictures;

    /// <summary>The picture so far, as PNG; null before there is one.</summary>
    public ImageContent? Picture => Session.CurrentImage is { } image ? new ImageContent(ImageFile.EncodePng(image), "image/png") : null;

    /// <summary>Has the kernel's model drive the scene from candidates to the finished picture by the planner's prompt.</summary>
    /// <param name="kernel">Its chat service is asked; its function filters see every call.</param>
    /// <param name="cancellationToken">Ends the conversation within the running request or tool.</param>
    /// <returns>The picture as far as the model got; null where it made none.</returns>
    /// <exception cref="KernelException">The kernel has no chat service.</exception>
    /// <exception cref="ReCorD.Agents.Providers.ChatProviderException">The chat service failed.</exception>
    public async Task<RgbImage?> DriveAsync(Kernel kernel, CancellationToken cancellationToken = default)
    {
        await CreateAgent(AgentNames.Planner, kernel).RunAsync(cancellationToken).ConfigureAwait(false);
        return Session.CurrentImage;
    }

    /// <summary>One of our agents as an agent of Semantic Kernel, for the scene as it stands now.</summary>
    /// <param name="name"><c>pose-selection</c> (candidates were made), <c>layout</c> (one was chosen) or <c>planner</c>.</param>
    /// <param name="kernel">Where its chat service and filters come from; it is left as it is.</param>
    /// <exception cref="ArgumentException">There is no such agent.</exception>
    /// <exception cref="InvalidOperationException">It is too early for this agent.</exception>
    public SceneAgent CreateAgent(string name, Kernel kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return name switch
        {
            AgentNames.PoseSelection when Session.Candidates.Count == 0 => throw new InvalidOperationException("Candidates must be made before one is chosen."),
            AgentNames.PoseSelection => Agent(PoseSelectionAgent.TaskFor(Session), (talk, cancellationToken) => new PoseSelectionAgent(talk).RunAsync(Session, cancellationToken)),
            AgentNames.Layout => Agent(LayoutAgent.TaskFor(Session), (talk, cancellationToken) => new LayoutAgent(talk).RunAsync(Session, cancellationToken)),
            AgentNames.Planner => Agent(PlannerAgent.TaskFor(Session), (talk, cancellationToken) => new PlannerAgent(talk).RunAsync(Session, cancellationToken)),
            _ => throw new ArgumentException($"There is no agent '{name}' in a scene; there are {AgentNames.PoseSelection}, {AgentNames.Layout} and {AgentNames.Planner}.", nameof(name)),
        };

        SceneAgent Agent(AgentTask task, Func<AgentConversation, CancellationToken, Task> run) => new(studio, Session, task, run, ToPlugin(task.Tools), kernel);
    }

    private KernelPlugin ToPlugin(IEnumerable<AIFunction> tools) => KernelPluginFactory.CreateFromFunctions(
        PluginName, "Works on one picture, step by step.", tools.Select(tool => new PictureFunction(tool, studio).AsKernelFunction()));
}
