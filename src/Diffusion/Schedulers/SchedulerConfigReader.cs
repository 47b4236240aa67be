using System.Text;
using System.Text.Json;

namespace ReCorD.Diffusion.Schedulers;

/// <summary>Reads <c>scheduler_config.json</c>, naming the field in every complaint.</summary>
internal static class SchedulerConfigReader
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

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

    public static SchedulerConfig Read(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(PythonJson.ToJson(File.ReadAllText(path, StrictUtf8)));
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? ToConfig(path, Fields(path, document.RootElement))
                : throw new SchedulerConfigException(path, null, "holds no JSON object; expected the scheduler's settings by name.");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            throw new SchedulerConfigException(path, null, $"is no valid JSON ({error.Message}). Copy the file from the model's repository again.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SchedulerConfigException(path, null, $"cannot be read ({error.Message}). A model folder needs scheduler/scheduler_config.json.", error);
        }
    }

    /// <summary>Of a field that is there twice the last counts, as in Python.</summary>
    private static SchedulerFields Fields(string path, JsonElement root)
    {
        Dictionary<string, JsonElement> values = new(StringComparer.Ordinal);
        foreach (JsonProperty property in root.EnumerateObject())
        {
            values[property.Name] = property.Value.Clone();
        }

        return new SchedulerFields(path, values);
    }

    private static SchedulerConfig ToConfig(string path, SchedulerFields fields)
    {
        SchedulerConfig defaults = new();
        fields.RefuseTrue("thresholding", "dynamic thresholding is for pixel-space models and is not supported.");
        return new SchedulerConfig
        {
            Path = path,
            Fields = fields,
            ClassName = fields.Text("_class_name") ?? defaults.ClassName,
            TrainTimesteps = fields.Integer("num_train_timesteps") ?? defaults.TrainTimesteps,
            BetaStart = fields.Number("beta_start") ?? defaults.BetaStart,
            BetaEnd = fields.Number("beta_end") ?? defaults.BetaEnd,
            BetaSchedule = fields.Choice("beta_schedule", BetaSchedules) ?? defaults.BetaSchedule,
            TrainedBetas = fields.Numbers("trained_betas"),
            RescaleBetasZeroSnr = fields.Boolean("rescale_betas_zero_snr") ?? defaults.RescaleBetasZeroSnr,
            PredictionType = fields.Choice("prediction_type", PredictionTypes) ?? defaults.PredictionType,
            TimestepSpacing = fields.Choice("timestep_spacing", Spacings),
            StepsOffset = fields.Integer("steps_offset") ?? defaults.StepsOffset,
            SetAlphaToOne = fields.Boolean("set_alpha_to_one"),
            ClipSample = fields.Boolean("clip_sample"),
            ClipSampleRange = fields.Number("clip_sample_range") ?? defaults.ClipSampleRange,
        };
    }
}
