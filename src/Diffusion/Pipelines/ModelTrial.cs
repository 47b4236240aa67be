using ReCorD.Compute;
using ReCorD.Compute.Runtime;
using ReCorD.Compute.Weights;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Noise;
using ReCorD.Diffusion.Schedulers;

namespace ReCorD.Diffusion.Pipelines;

/// <summary>One stage of a trial.</summary>
/// <param name="Name">What was done.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Problem">What is wrong; null where all is well.</param>
public sealed record TrialStage(string Name, double Seconds, string? Problem);

/// <summary>
/// Takes a model through everything that a picture needs, once: all weights are read and looked at, a prompt is encoded, one denoising step is made, a latent
/// is decoded, steps are planned. Each stage says whether numbers came out that are not finite, and which weight is the first bad one.
/// </summary>
public sealed class ModelTrial(ComputeRuntime runtime, ExecutionSettings settings, TimeProvider time)
{
    private const string Prompt = "a boy is kicking a ball";
    private const int Timestep = 500;
    private const int UsualSteps = 50;

    /// <summary>Stages as they end; none follows one that failed, except among weights.</summary>
    /// <param name="path">Folder or file.</param>
    /// <param name="options">How to open it.</param>
    /// <param name="cancellationToken">Stops between weights and within networks.</param>
    /// <exception cref="ModelFolderException">The model cannot be opened.</exception>
    public IEnumerable<TrialStage> Run(string path, ModelOptions options, CancellationToken cancellationToken)
    {
        IModelSource? opened = null;
        yield return Stage("open", () => { opened = ModelSources.Open(path, options); return null; });
        using DiffusionPipeline pipeline = DiffusionPipeline.Load(runtime, opened!, settings);
        bool isSound = true;
        foreach ((string name, IWeightSource weights) in (IEnumerable<(string, IWeightSource)>)
            [("unet", opened!.UNetWeights), ("vae", opened.AutoencoderWeights), .. opened.TextEncoders.Select(encoder => (encoder.Component, encoder.Weights))])
        {
            TrialStage stage = Stage($"weights of {name}", () => FirstBadWeight(weights, cancellationToken));
            isSound &= stage.Problem is null;
            yield return stage;
        }

        if (!isSound)
        {
            yield break;
        }

        foreach (TrialStage stage in Networks(pipeline, cancellationToken))
        {
            yield return stage;
            if (stage.Problem is not null)
            {
                yield break;
            }
        }
    }

    private IEnumerable<TrialStage> Networks(DiffusionPipeline pipeline, CancellationToken cancellationToken)
    {
        TextConditioning text = null!;
        yield return Stage("text", () =>
        {
            text = pipeline.EncodeText([pipeline.Tokenizer.Encode(Prompt)], cancellationToken);
            return IsFinite(text.HiddenStates.AsSpan<float>()) && (text.TextEmbeds is null || IsFinite(text.TextEmbeds.AsSpan<float>())) ? null : "the encoded prompt is not finite";
        });
        using TextConditioning encoded = text;
        int size = pipeline.LatentSize, side = AttentionGrids.AtLeast(pipeline.UNet, RecordProfiles.Default.AttentionResolution);
        float[] noise = new float[pipeline.UNet.InChannels * size * size];
        new TorchGenerator(0).Fill(noise);
        float[] prediction = [];
        yield return Stage("one step", () =>
        {
            using Tensor sample = Tensor.From(noise, 1, pipeline.UNet.InChannels, size, size);
            DenoisingShape shape = new(1, size, size, pipeline.Tokens, side, side, SelfResolution: null);
            using DenoisingRun denoising = pipeline.Denoiser(shape, cancellationToken).Start(encoded);
            prediction = denoising.Step(sample, Timestep, null, cancellationToken).Prediction;
            return IsFinite(prediction) ? null : "the UNet's prediction is not finite";
        });
        yield return Stage("decoding", () => Decode(pipeline, noise, cancellationToken));
        yield return Stage("scheduler", () => PlanSteps(pipeline));
    }

    private static string? PlanSteps(DiffusionPipeline pipeline)
    {
        try
        {
            IScheduler scheduler = pipeline.CreateScheduler();
            scheduler.Plan(Math.Clamp(UsualSteps, scheduler.MinimumSteps, scheduler.MaximumSteps));
            return null;
        }
        catch (SchedulerConfigException exception)
        {
            return exception.Message;
        }
    }

    private static string? Decode(DiffusionPipeline pipeline, float[] latent, CancellationToken cancellationToken)
    {
        try
        {
            pipeline.Decode(latent, cancellationToken);
            return null;
        }
        catch (GenerationException exception)
        {
            return exception.Message;
        }
    }

    private TrialStage Stage(string name, Func<string?> work)
    {
        long start = time.GetTimestamp();
        string? problem = work();
        return new TrialStage(name, time.GetElapsedTime(start).TotalSeconds, problem);
    }

    /// <summary>
    /// Reads all weights, one at a time and past the model, which would keep them: a model that has room to run has room to be looked at. Several weights may
    /// lie in one tensor.
    /// </summary>
    private static string? FirstBadWeight(IWeightSource weights, CancellationToken cancellationToken)
    {
        IEnumerable<StoredWeight> stored = (weights as IStoredWeights)?.Stored ?? [];
        foreach (IGrouping<string, StoredWeight> file in stored.GroupBy(weight => weight.File).OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            using SafetensorsFile opened = SafetensorsFile.Open(file.Key);
            foreach (string key in file.OrderBy(weight => weight.Entry.Offset).Select(weight => weight.Key).Distinct())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!IsFinite(opened, key))
                {
                    return $"{file.Key}: `{key}` holds numbers that are not finite. Copy the file again, or take another variant of it.";
                }
            }
        }

        return null;
    }

    private static bool IsFinite(SafetensorsFile file, string key)
    {
        if (file.Describe(key).ElementType is not (ElementType.Float32 or ElementType.Float16 or ElementType.BFloat16))
        {
            return true;
        }

        using Tensor values = file.ReadFloat32(key);
        return IsFinite(values.AsSpan<float>());
    }

    private static bool IsFinite(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
            {
                return false;
            }
        }

        return true;
    }
}
