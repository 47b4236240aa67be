using System.Text.Json.Nodes;
using ReCorD.Agents.Layout;
using ReCorD.Agents.Runs;
using ReCorD.Compute.Imaging;
using ReCorD.Experiments.Definition;
using ReCorD.Experiments.Scenes;
using ReCorD.Plugins.Events;
using ReCorD.Plugins.Layout;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Experiments.Tasks;

/// <summary>
/// The test of ReCorD's layout agent: a scene's object box is moved and resized, the agent is told the disturbed box and must say where the
/// object belongs; scored by intersection over union with the true box.
/// </summary>
public sealed class LayoutRestorationTask(AgentServices services) : IExperimentTask
{
    /// <summary>Overlap from which on a box counts as restored, as in object detection.</summary>
    public const double RestoredFrom = 0.5;

    private static readonly MetricInfo Iou = new("iou", "IoU with the truth", MetricDirection.Higher, IsShown: true);
    private static readonly MetricInfo Disturbed = new("iou_disturbed", "IoU before", MetricDirection.None, IsShown: true);
    private static readonly MetricInfo Gain = new("gain", "gain in IoU", MetricDirection.Higher, IsShown: true);
    private static readonly MetricInfo Restored = new("restored", "restored (IoU 0.5)", MetricDirection.Higher, IsShown: true);
    private static readonly MetricInfo Distance = new("centre_distance", "distance of centres", MetricDirection.Lower);

    private static readonly string[] OwnVars = ["disturbance", "disturbed_box"];

    public IReadOnlyList<MetricInfo> Metrics { get; } = [Iou, Disturbed, Gain, Restored, Distance, .. AgentMetrics.All];

    public bool RunsAlone => false;

    public JsonObject Fingerprint(TaskItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        VarNames.Check(item.Test, [.. KnownScene.Vars, .. OwnVars]);
        KnownScene scene = KnownScene.Read(item.Test);
        JsonObject all = services.Fingerprint(item, LayoutAgent.Name);
        all["picture"] = scene.Sha256;
        all["disturbed"] = BoxArgument.From(Disturb(item.Test, scene)).ToString();
        return all;
    }

    public async Task<TaskOutcome> RunAsync(TaskItem item, IRunObserver observer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        KnownScene scene = KnownScene.Read(item.Test);
        Box disturbed = Disturb(item.Test, scene);
        SceneSession session = KnownSession.Create(scene.Prompt, [scene.ToCandidate(0, disturbed)], services.Encoder, observer, services.Time);
        session.PoseSubmission.Restore(new PoseChoice(0, ""), 0, null);
        IReadOnlyList<AgentUsage> usage = await services.AskAsync(item, LayoutAgent.Name, observer, conversation => new LayoutAgent(conversation).RunAsync(session, cancellationToken)).ConfigureAwait(false);
        LayoutChoice answer = session.LayoutSubmission.Value!;
        Dictionary<string, double> metrics = Measure(scene.ObjectBox, disturbed, answer.Box);
        AgentMetrics.Add(metrics, session.LayoutSubmission, usage);
        return new TaskOutcome
        {
            Metrics = metrics,
            Output = BoxArgument.From(answer.Box).ToString(),
            Reasoning = answer.Reasoning,
            Fallback = session.LayoutSubmission.Fallback,
            Scenes =
            [
                new OutcomeScene(scene.Prompt.Text, scene.File, scene.Pose, new Dictionary<string, Box>
                {
                    [BoxRoles.Person] = scene.Pose.PersonBox, [BoxRoles.Before] = disturbed, [BoxRoles.Truth] = scene.ObjectBox, [BoxRoles.Answer] = answer.Box,
                }),
            ],
        };
    }

    /// <summary>The var <c>disturbed_box</c>, else what <c>disturbance</c> makes of the true box.</summary>
    private static Box Disturb(TestCase test, KnownScene scene) => test.Vars.ContainsKey("disturbed_box")
        ? KnownScene.ReadBox(test, new JsonFields(test.Vars, test.File, test.Line, "vars"), "disturbed_box")
        : Disturbance.Read(test).Apply(scene.ObjectBox, scene.Number);

    private static Dictionary<string, double> Measure(Box truth, Box disturbed, Box answer)
    {
        double iou = answer.IntersectionOverUnion(truth), before = disturbed.IntersectionOverUnion(truth);
        return new Dictionary<string, double>(StringComparer.Ordinal)
        {
            [Iou.Name] = iou, [Disturbed.Name] = before, [Gain.Name] = iou - before, [Restored.Name] = iou >= RestoredFrom ? 1 : 0,
            [Distance.Name] = Math.Sqrt(Math.Pow(answer.CenterX - truth.CenterX, 2) + Math.Pow(answer.CenterY - truth.CenterY, 2)),
        };
    }
}
