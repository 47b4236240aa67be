using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using ReCorD.Agents.Runs;
using ReCorD.Cli.Generate;
using ReCorD.Cli.Results;
using ReCorD.Cli.Results.Json;
using ReCorD.Compute.Imaging;
using ReCorD.Experiments.Tasks;
using ReCorD.Plugins.Events;

namespace ReCorD.Cli.Experiments.Generate;

/// <summary>Whole image runs. They share one engine and go one after another.</summary>
internal sealed class GenerateTask(IRunner runner, GeneratePlans plans, ResultsWriter writer) : IExperimentTask
{
    private const int NameDigits = 16;

    private static readonly JsonSerializerOptions PlanJson = new(JsonSerializerDefaults.Web) { Converters = { new BoxConverter() } };

    private (string Plan, RunOutcome Outcome, HashSet<string> Measured)? _last;

    public IReadOnlyList<MetricInfo> Metrics => RunMetrics.All;

    public bool RunsAlone => true;

    /// <summary>The whole plan, with what the configuration adds; of the device only what changes numbers.</summary>
    public JsonObject Fingerprint(TaskItem item)
    {
        MeasuredPicture.Of(item.Test);
        return Fingerprint(plans.Plan(item));
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

    private static JsonObject Fingerprint(RunPlan plan)
    {
        JsonObject fingerprint = JsonSerializer.SerializeToNode(plan, PlanJson)!.AsObject();
        fingerprint["device"] = new JsonArray(plan.Device.Name, plan.Device.Precision, plan.Device.VaeTiling);
        return fingerprint;
    }

    /// <summary>The run before, where this item only looks at another picture of it.</summary>
    private async Task<RunOutcome> RunOnceAsync(TaskItem item, string measured, IRunObserver observer, CancellationToken cancellationToken)
    {
        RunPlan plan = plans.Plan(item);
        string key = Fingerprint(plan).ToJsonString();
        if (_last is { } last && last.Plan == key && last.Measured.Add(measured))
        {
            return last.Outcome;
        }

        RunOutcome outcome = await runner.RunAsync(plan, plans.SettingsOf(item), observer, cancellationToken).ConfigureAwait(false);
        _last = (key, outcome, [measured]);
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
