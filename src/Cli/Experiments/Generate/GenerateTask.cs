using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Runs;
using ReCorD.Cli.Generate;
using ReCorD.Cli.Results;
using ReCorD.Cli.Results.Json;
using ReCorD.Compute.Imaging;
using ReCorD.Experiments.Definition;
using ReCorD.Experiments.Tasks;
using ReCorD.Plugins.Events;

namespace ReCorD.Cli.Experiments.Generate;

/// <summary>Whole image runs. They share one engine and go one after another.</summary>
/// <param name="runner">Makes them.</param>
/// <param name="plans">Plans them.</param>
/// <param name="writer">For pictures as files.</param>
/// <param name="promptFolder">Folder with the agents' prompts and knowledge.</param>
internal sealed class GenerateTask(IRunner runner, GeneratePlans plans, ResultsWriter writer, string promptFolder) : IExperimentTask
{
    private const int NameDigits = 16;

    private static readonly JsonSerializerOptions PlanJson = new(JsonSerializerDefaults.Web) { Converters = { new BoxConverter() } };

    private readonly Lazy<JsonObject> _prompts = new(() => ChatFingerprint.OfFolder(promptFolder));

    private (string Plan, ProviderVariant Provider, RunOutcome Outcome, HashSet<string> Measured)? _last;

    public IReadOnlyList<MetricInfo> Metrics => RunMetrics.All;

    public bool RunsAlone => true;

    /// <summary>
    /// The whole plan, with what the configuration adds, and the agents' models and prompts; of the device only what changes numbers, and files by the names that
    /// they were given: parts made on machines with other folders are parts of one experiment.
    /// </summary>
    public JsonObject Fingerprint(TaskItem item)
    {
        MeasuredPicture.Of(item.Test);
        return Fingerprint(item, plans.PlanAsGiven(item));
    }

    /// <summary>What the engine is loaded by: one engine is loaded at a time.</summary>
    public string GroupOf(TaskItem item)
    {
        RunPlan plan = plans.Plan(item);
        return JsonSerializer.Serialize(new { plan.Model, plan.ModelConfig, plan.Lora, plan.Embeddings, plan.Pose, plan.Device }, PlanJson);
    }

    public async Task<TaskOutcome> RunAsync(TaskItem item, IRunObserver observer, CancellationToken cancellationToken)
    {
        string measured = MeasuredPicture.Of(item.Test);
        RunOutcome outcome = await RunOnceAsync(item, measured, observer, cancellationToken).ConfigureAwait(false);
        RunRecord record = outcome.Record;
        RoundRecord? first = measured == MeasuredPicture.FirstRound ? record.Rounds?.First() : null;
        PoseChoiceRecord? pose = first is null ? record.PoseChoice : first.PoseChoice;
        LayoutRecord? layout = first is null ? record.Layout : first.Layout;
        return new TaskOutcome
        {
            Metrics = RunMetrics.Of(record, measured),
            Output = layout?.Box is { } box ? $"[{string.Join(", ", box.ToReference())}]" : "",
            Reasoning = string.Join("\n", new[] { pose?.Reasoning, layout?.Reasoning }.Where(text => !string.IsNullOrEmpty(text))),
            Fallback = layout?.Fallback ?? pose?.Fallback,
            Scenes = [.. first is null ? Scenes(outcome) : FirstRound(outcome, first)],
        };
    }

    private JsonObject Fingerprint(TaskItem item, RunPlan plan)
    {
        JsonObject fingerprint = JsonSerializer.SerializeToNode(plan, PlanJson)!.AsObject();
        fingerprint["device"] = new JsonArray(plan.Device.Name, plan.Device.Precision, plan.Device.VaeTiling);
        fingerprint["chat"] = ChatFingerprint.Of(plan.ToChat(plans.SettingsOf(item).Chat), AgentsOf(plan));
        fingerprint["texts"] = _prompts.Value.DeepClone();
        return fingerprint;
    }

    private static IReadOnlyList<string> AgentsOf(RunPlan plan) =>
        plan.Method == InteractionPipeline.PlainMethod ? [] : [AgentNames.Prompt, .. InteractionPipeline.AgentsOf(plan.Orchestration, plan.Box is not null, plan.Rounds)];

    /// <summary>The run before, where this item only looks at another picture of it.</summary>
    private async Task<RunOutcome> RunOnceAsync(TaskItem item, string measured, IRunObserver observer, CancellationToken cancellationToken)
    {
        string key = Fingerprint(item, plans.PlanAsGiven(item)).ToJsonString();
        if (_last is { } last && last.Plan == key && last.Provider == item.Provider && last.Measured.Add(measured))
        {
            return last.Outcome;
        }

        RunOutcome outcome = await runner.RunAsync(plans.Plan(item), plans.SettingsOf(item), observer, cancellationToken).ConfigureAwait(false);
        _last = (key, item.Provider, outcome, [measured]);
        return outcome;
    }

    private IEnumerable<OutcomeScene> Scenes(RunOutcome outcome)
    {
        RunRecord record = outcome.Record;
        CandidateRecord? chosen = record.PoseChoice is { } choice ? record.Candidates.FirstOrDefault(candidate => candidate.Index == choice.Index) : null;
        if (outcome.BeforeImage is { } before)
        {
            yield return new OutcomeScene("before", File(writer.EncodePlain(before)), chosen?.Pose, Boxes((BoxRoles.Person, chosen?.Pose?.PersonBox), (BoxRoles.Before, chosen?.ObjectBox), (BoxRoles.Answer, record.Layout?.Box)));
        }

        yield return new OutcomeScene("result", File(writer.EncodeImage(outcome)), null, Boxes((BoxRoles.Answer, record.Layout?.Box), (BoxRoles.Truth, record.Correction is { } correction ? correction.ObjectBoxAfter : chosen?.ObjectBox)));
    }

    private IEnumerable<OutcomeScene> FirstRound(RunOutcome outcome, RoundRecord round) =>
        outcome.RoundImages.Where(image => image.Number == round.Number).Select(image => new OutcomeScene(
            "first round", File(writer.EncodePlain(image.Image)), null, Boxes((BoxRoles.Answer, round.Layout?.Box), (BoxRoles.Truth, round.ObjectBox))));

    private static Dictionary<string, Box> Boxes(params IEnumerable<(string Role, Box? Box)> boxes) =>
        boxes.Where(entry => entry.Box is not null).ToDictionary(entry => entry.Role, entry => entry.Box!.Value);

    private static PictureFile File(byte[] png) => new(Convert.ToHexStringLower(SHA256.HashData(png))[..NameDigits], png);
}
