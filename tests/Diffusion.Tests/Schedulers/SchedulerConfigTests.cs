using ReCorD.Diffusion.Schedulers;

namespace ReCorD.Diffusion.Tests.Schedulers;

public sealed class SchedulerConfigTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("record-scheduler-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Load_EmbeddedModel_ReadsEveryField()
    {
        SchedulerConfig config = SchedulerConfig.Load(TestFiles.SchedulerConfig);

        Assert.Equal(
            ScalarRun.StableDiffusion with { TimestepSpacing = TimestepSpacing.Leading, Path = TestFiles.SchedulerConfig, Fields = config.Fields },
            config);
    }

    [Fact]
    public void Load_EmptyObject_HasTheDefaultsOfDiffusers()
    {
        SchedulerConfig config = Load("{}");

        Assert.Equal(new SchedulerConfig { Path = config.Path, Fields = config.Fields }, config);
        Assert.Null(config.ClipSample);
    }

    [Fact]
    public void Load_UnknownFieldsAndNulls_AreLeftAlone()
    {
        SchedulerConfig config = Load("""{"_diffusers_version": "0.21.0", "trained_betas": null, "skip_prk_steps": true, "prediction_type": "v_prediction"}""");

        Assert.Equal(PredictionType.Velocity, config.PredictionType);
    }

    [Fact]
    public void Load_NumbersThatAreNotFinite_AreReadAsPythonWritesThem()
    {
        // As in published DPM-Solver settings; the same word inside a text is only a text.
        SchedulerConfig config = Load("""{"lambda_min_clipped": -Infinity, "upper": Infinity, "note": "a \"-Infinity\" b"}""");

        Assert.Equal((double.NegativeInfinity, double.PositiveInfinity), (config.Fields.Number("lambda_min_clipped"), config.Fields.Number("upper")));
        Assert.Equal("a \"-Infinity\" b", config.Fields.Text("note"));
    }

    [Fact]
    public void Load_FieldsOfOneScheduler_TellAbsentFromPresent()
    {
        SchedulerFields fields = Load("""{"use_karras_sigmas": false, "solver_order": null, "sigma_max": 12.5}""").Fields;

        Assert.Equal((false, null, 12.5), (fields.Boolean("use_karras_sigmas"), fields.Integer("solver_order"), fields.Number("sigma_max")));
        Assert.Null(fields.Boolean("lower_order_final"));
        Assert.Equal("sigma_max", Assert.Throws<SchedulerConfigException>(() => fields.Text("sigma_max")).Field);
    }

    [Theory]
    [InlineData("""{"prediction_type": "flow"}""", "prediction_type", "epsilon, v_prediction, sample")]
    [InlineData("""{"beta_schedule": "sigmoid"}""", "beta_schedule", "linear, scaled_linear, squaredcos_cap_v2")]
    [InlineData("""{"timestep_spacing": "even"}""", "timestep_spacing", "leading, linspace, trailing")]
    [InlineData("""{"prediction_type": 3}""", "prediction_type", "expected text")]
    [InlineData("""{"num_train_timesteps": 0}""", "num_train_timesteps", "is 0")]
    [InlineData("""{"num_train_timesteps": 10.5}""", "num_train_timesteps", "whole number")]
    [InlineData("""{"beta_start": "small"}""", "beta_start", "expected a number")]
    [InlineData("""{"beta_start": 0.5, "beta_end": 0.1}""", "beta_start", "0.5 to 0.1")]
    [InlineData("""{"clip_sample": "yes"}""", "clip_sample", "true or false")]
    [InlineData("""{"steps_offset": -1}""", "steps_offset", "0 to 999")]
    [InlineData("""{"trained_betas": [0.1, 0.2]}""", "trained_betas", "2 values")]
    [InlineData("""{"thresholding": true}""", "thresholding", "not supported")]
    [InlineData("""{"clip_sample_range": 0}""", "clip_sample_range", "positive")]
    public void Load_BadField_NamesFileFieldAndRemedy(string json, string field, string part)
    {
        SchedulerConfigException error = Assert.Throws<SchedulerConfigException>(() => Load(json));

        Assert.Equal(field, error.Field);
        Assert.Contains(error.Path!, error.Message, StringComparison.Ordinal);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("[1]")]
    public void Load_NoJsonObject_NamesTheFile(string json)
    {
        SchedulerConfigException error = Assert.Throws<SchedulerConfigException>(() => Load(json));

        Assert.Contains("scheduler_config.json", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_MissingFile_NamesTheFile()
    {
        SchedulerConfigException error = Assert.Throws<SchedulerConfigException>(() => SchedulerConfig.Load(Path.Combine(folder, "absent.json")));

        Assert.Contains("absent.json", error.Message, StringComparison.Ordinal);
    }

    private SchedulerConfig Load(string json)
    {
        string path = Path.Combine(folder, "scheduler_config.json");
        File.WriteAllText(path, json);
        return SchedulerConfig.Load(path);
    }
}
