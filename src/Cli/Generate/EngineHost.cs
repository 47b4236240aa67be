using System.Globalization;
using ReCorD.Agents.Runs;
using ReCorD.Cli.Application;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Devices;
using ReCorD.Cli.Progress;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Engines;
using ReCorD.Plugins.Events;

namespace ReCorD.Cli.Generate;

/// <summary>
/// Loads the engine that a plan needs and keeps it for the next plan that needs the same. There is one at a time: large models leave no room for two.
/// Not for use from several threads at once.
/// </summary>
internal sealed class EngineHost(AppPaths paths, EnvironmentVariables environment, TimeProvider time) : IDisposable
{
    private static readonly Dictionary<string, Dictionary<string, string>> _noOptions = [];

    private (Key Key, LoadedEngine Loaded)? _current;

    /// <summary>The engine for a plan.</summary>
    /// <param name="plan">Says what to load.</param>
    /// <param name="settings">Names of models.</param>
    /// <param name="observer">Told of the loading, where there is any.</param>
    /// <param name="cancellationToken">Ends the loading.</param>
    /// <exception cref="CommandException">The model or the pose network is not there.</exception>
    public LoadedEngine Get(RunPlan plan, RecordSettings settings, IRunObserver observer, CancellationToken cancellationToken)
    {
        Key key = Find(plan, settings);
        if (_current is { } current && current.Key == key)
        {
            return current.Loaded;
        }

        Dispose();
        long start = time.GetTimestamp();
        observer.Observe(new StageStarted(StageTitles.Load, 0));
        LoadedEngine loaded = Load(plan, key, observer, cancellationToken);
        observer.Observe(new StageFinished(StageTitles.Load, time.GetElapsedTime(start).TotalSeconds));
        _current = (key, loaded);
        return loaded;
    }

    /// <summary>Finds everything that a plan needs without loading it, so that what is missing comes to light at once.</summary>
    /// <exception cref="CommandException">The model or the pose network is not there.</exception>
    public void Check(RunPlan plan, RecordSettings settings) => Find(plan, settings);

    public void Dispose()
    {
        _current?.Loaded.Engine.Dispose();
        _current = null;
    }

    private LoadedEngine Load(RunPlan plan, Key key, IRunObserver observer, CancellationToken cancellationToken)
    {
        ComputeRuntime runtime = new(new ThreadSettings { Threads = plan.Device.Threads });
        DeviceSetup device;
        try
        {
            device = DeviceSetup.Find(runtime, plan.Device, cancellationToken);
        }
        catch
        {
            runtime.Dispose();
            throw;
        }

        observer.Observe(new DeviceChosen(device.Device, device.PrecisionName, device.Choice.Rejected.ToDictionary(rejected => rejected.Device, rejected => rejected.Reason)));
        EngineOptions options = new() { Model = key.Model, ModelOptions = Options(plan), PoseFolder = key.Pose?.Folder, Execution = device.ToExecution(plan.Device) };
        return new LoadedEngine(RecordEngine.Load(runtime, options, cancellationToken), device, key.Pose);
    }

    private ModelOptions Options(RunPlan plan) => new()
    {
        ConfigFolder = plan.ModelConfig is { } config ? paths.Resolve(config) : null,
        Loras = [.. plan.Lora.Select(lora => lora with { Path = paths.Resolve(lora.Path) })],
        Embeddings = [.. plan.Embeddings.Select(embedding => embedding with { Path = paths.Resolve(embedding.Path) })],
    };

    private Key Find(RunPlan plan, RecordSettings settings)
    {
        string model = new ModelLocator(paths, environment, settings.Models).Locate(plan.Model);
        PoseFolder? pose = PoseFolder.Find(paths, plan.ModelConfig is { } config ? paths.Resolve(config) : model, plan.Pose, plan.FallbackPose);
        ValueList<string> additions =
        [
            plan.ModelConfig ?? "", .. plan.Lora.Select(lora => $"{lora} {Stamp(lora.Path)}"), .. plan.Embeddings.Select(embedding => $"{embedding} {Stamp(embedding.Path)}"),
        ];
        ValueList<string> options = [.. plan.Device.Options.SelectMany(device => device.Value.Select(option => $"{device.Key}:{option.Key}={option.Value}")).Order(StringComparer.Ordinal)];
        return new Key(model, pose, additions, plan.Device with { Options = _noOptions }, options);
    }

    /// <summary>Tells a file from one that is put in its place later.</summary>
    private string Stamp(string path)
    {
        FileInfo file = new(paths.Resolve(path));
        return file.Exists ? string.Create(CultureInfo.InvariantCulture, $"{file.Length} {file.LastWriteTimeUtc:O}") : "";
    }

    /// <summary>What decides whether an engine serves a plan.</summary>
    /// <param name="Model">Path of the model.</param>
    /// <param name="Pose">Its pose network.</param>
    /// <param name="Additions">What is merged into it.</param>
    /// <param name="Device">Where it runs, without options: dictionaries do not compare by what they hold.</param>
    /// <param name="DeviceOptions">The options, in one order.</param>
    private sealed record Key(string Model, PoseFolder? Pose, ValueList<string> Additions, DeviceSettings Device, ValueList<string> DeviceOptions);
}
