using System.Text.Json;

namespace ReCorD.Diffusion.Schedulers;

/// <summary>Reads <c>scheduler_config.json</c>, naming the field in every complaint.</summary>
internal sealed class SchedulerConfigReader
{
    private static readonly Dictionary<string, BetaSchedule> BetaSchedules = new(StringComparer.Ordinal)
    {
        ["linear"] = BetaSchedule.Linear,
        ["scaled_linear"] = BetaSchedule.ScaledLinear,
        ["squaredcos_cap_v2"] = BetaSchedule.SquaredCosineCapV2,
    };

    private static readonly Dictionary<string, PredictionType> PredictionTypes = new(StringComparer.Ordinal)
    {
        ["epsilon"] = PredictionType.Epsilon,
        ["v_prediction"] = PredictionType.Velocity,
        ["sample"] = PredictionType.Sample,
    };

    private static readonly Dictionary<string, TimestepSpacing> Spacings = new(StringComparer.Ordinal)
    {
        ["leading"] = TimestepSpacing.Leading,
        ["linspace"] = TimestepSpacing.Linspace,
        ["trailing"] = TimestepSpacing.Trailing,
    };

    private readonly string path;
    private readonly JsonElement root;

    private SchedulerConfigReader(string path, JsonElement root)
    {
        this.path = path;
        this.root = root;
    }

    public static SchedulerConfig Read(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new SchedulerConfigReader(path, document.RootElement).Read()
                : throw new SchedulerConfigException(path, null, "holds no JSON object; expected the scheduler's settings by name.");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new SchedulerConfigException(path, null, $"is no valid JSON ({error.Message}). Copy the file from the model's repository again.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SchedulerConfigException(path, null, $"cannot be read ({error.Message}). A model folder needs scheduler/scheduler_config.json.", error);
        }
    }

    private SchedulerConfig Read()
    {
        SchedulerConfig defaults = new();
        if (Boolean("thresholding") == true)
        {
            throw Invalid("thresholding", "is true; dynamic thresholding is for pixel-space models and is not supported.");
        }

        return new SchedulerConfig
        {
            Path = path,
            ClassName = Text("_class_name") ?? defaults.ClassName,
            TrainTimesteps = Integer("num_train_timesteps") ?? defaults.TrainTimesteps,
            BetaStart = Number("beta_start") ?? defaults.BetaStart,
            BetaEnd = Number("beta_end") ?? defaults.BetaEnd,
            BetaSchedule = Choice("beta_schedule", BetaSchedules) ?? defaults.BetaSchedule,
            TrainedBetas = Numbers("trained_betas"),
            RescaleBetasZeroSnr = Boolean("rescale_betas_zero_snr") ?? defaults.RescaleBetasZeroSnr,
            PredictionType = Choice("prediction_type", PredictionTypes) ?? defaults.PredictionType,
            TimestepSpacing = Choice("timestep_spacing", Spacings),
            StepsOffset = Integer("steps_offset") ?? defaults.StepsOffset,
            SetAlphaToOne = Boolean("set_alpha_to_one"),
            ClipSample = Boolean("clip_sample"),
            ClipSampleRange = Number("clip_sample_range") ?? defaults.ClipSampleRange,
        };
    }

    /// <summary>Null where the field is absent or JSON null, which diffusers writes for "not set".</summary>
    private JsonElement? Field(string name)
        => root.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private T? Choice<T>(string name, Dictionary<string, T> known)
        where T : struct
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        return known.TryGetValue(text, out T value) ? value : throw Invalid(name, $"is \"{text}\"; known are {string.Join(", ", known.Keys)}.");
    }

    private string? Text(string name) => Field(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        { } value => throw Invalid(name, $"is {value.GetRawText()}; expected text."),
    };

    private bool? Boolean(string name) => Field(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } value => throw Invalid(name, $"is {value.GetRawText()}; expected true or false."),
    };

    private int? Integer(string name)
    {
        if (Field(name) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number)
            ? number
            : throw Invalid(name, $"is {value.GetRawText()}; expected a whole number.");
    }

    private double? Number(string name) => Field(name) is { } value ? ToNumber(name, value) : null;

    private double[]? Numbers(string name) => Field(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Array } values => [.. values.EnumerateArray().Select(value => ToNumber(name, value))],
        { } value => throw Invalid(name, $"is {value.GetRawText()}; expected a list of numbers."),
    };

    private double ToNumber(string name, JsonElement value)
        => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : throw Invalid(name, $"is {value.GetRawText()}; expected a number.");

    private SchedulerConfigException Invalid(string field, string problem) => new(path, field, problem);
}
