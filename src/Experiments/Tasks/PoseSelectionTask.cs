using System.Globalization;
using System.Text.Json.Nodes;
using ReCorD.Agents.Runs;
using ReCorD.Agents.Selection;
using ReCorD.Compute.Imaging;
using ReCorD.Experiments.Definition;
using ReCorD.Experiments.Scenes;
using ReCorD.Plugins.Events;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Experiments.Tasks;

/// <summary>
/// Whether the pose agent finds, among candidates, the figure that does what the sentence says. The others are figures of the experiment's
/// other tests that do something else; which ones, and in which order, is drawn by a seed.
/// </summary>
/// <param name="services">Models and prompts.</param>
/// <param name="tests">All tests of the experiment: their figures are the pool.</param>
public sealed class PoseSelectionTask(AgentServices services, IReadOnlyList<TestCase> tests) : IExperimentTask
{
    private const int DefaultCandidates = 5, LargestCandidates = 64;

    private static readonly MetricInfo Correct = new("correct", "right candidate", MetricDirection.Higher, IsShown: true);

    private static readonly string[] OwnVars = ["candidates", "seed"];

    private readonly Lazy<KnownScene[]> pool = new(() => [.. tests.Select(KnownScene.Read)]);

    public IReadOnlyList<MetricInfo> Metrics { get; } = [Correct, .. AgentMetrics.All];

    public bool RunsAlone => false;

    public JsonObject Fingerprint(TaskItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        VarNames.Check(item.Test, [.. KnownScene.Vars, .. OwnVars, "disturbance", "disturbed_box"]);
        JsonObject all = services.Fingerprint(item, PoseSelectionAgent.Name);
        all["candidates"] = new JsonArray([.. Draw(item.Test).Scenes.Select(scene => (JsonNode)$"{scene.Sha256} {scene.Prompt.Text}")]);
        return all;
    }

    public async Task<TaskOutcome> RunAsync(TaskItem item, IRunObserver observer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        (KnownScene[] scenes, int right) = Draw(item.Test);
        SceneSession session = KnownSession.Create(scenes[right].Prompt, [.. scenes.Select((scene, index) => scene.ToCandidate(index, scene.ObjectBox))], services.Encoder, observer, services.Time);
        IReadOnlyList<AgentUsage> usage = await services.AskAsync(item, PoseSelectionAgent.Name, observer, conversation => new PoseSelectionAgent(conversation).RunAsync(session, cancellationToken)).ConfigureAwait(false);
        PoseChoice answer = session.PoseSubmission.Value!;
        Dictionary<string, double> metrics = new(StringComparer.Ordinal) { [Correct.Name] = answer.Index == right ? 1 : 0 };
        AgentMetrics.Add(metrics, session.PoseSubmission, usage);
        return new TaskOutcome
        {
            Metrics = metrics,
            Output = answer.Index.ToString(CultureInfo.InvariantCulture),
            Reasoning = answer.Reasoning,
            Fallback = session.PoseSubmission.Fallback,
            Scenes = [.. scenes.Select((scene, index) => Shown(scene, index, answer.Index, right))],
        };
    }

    private static OutcomeScene Shown(KnownScene scene, int index, int chosen, int right)
    {
        string mark = (index == chosen ? " (chosen)" : "") + (index == right ? " (right)" : "");
        Dictionary<string, Box> boxes = new() { [BoxRoles.Person] = scene.Pose.PersonBox };
        return new OutcomeScene(string.Create(CultureInfo.InvariantCulture, $"{index}: {scene.Prompt.Text}{mark}"), scene.File, scene.Pose, boxes);
    }

    /// <summary>The candidates of a test in their order, and which is the right one.</summary>
    private (KnownScene[] Scenes, int Right) Draw(TestCase test)
    {
        JsonFields vars = new(test.Vars, test.File, test.Line, "vars");
        int count = Whole(vars, "candidates", DefaultCandidates, 2, LargestCandidates), seed = Whole(vars, "seed", 1, 0, int.MaxValue);
        KnownScene own = KnownScene.Read(test);
        KnownScene[] others = [.. pool.Value.Where(scene => scene.Prompt.Verb != own.Prompt.Verb)];
        if (others.Length < count - 1)
        {
            throw test.Error($"{count} candidates were asked for, but the tests hold only {others.Length} figures that do something else than {own.Prompt.Verb}.");
        }

        Random random = new(unchecked((seed * 486_187_739) + own.Number));
        random.Shuffle(others);
        int right = random.Next(count);
        List<KnownScene> scenes = [.. others.Take(count - 1)];
        scenes.Insert(right, own);
        return ([.. scenes], right);
    }

    private static int Whole(JsonFields vars, string name, int usual, int minimum, int maximum)
    {
        double number = vars.Number(name) ?? usual;
        return number == Math.Truncate(number) && number >= minimum && number <= maximum
            ? (int)number
            : throw vars.Error(string.Create(CultureInfo.InvariantCulture, $"'{name}' in vars is {number}; expected a whole number from {minimum} to {maximum}."));
    }
}
