namespace ReCorD.Compute.Runtime.Native;

/// <summary>Turns <see cref="SessionSettings"/> into ONNX Runtime's options.</summary>
internal static class SessionOptionsFactory
{
    /// <exception cref="DeviceUnavailableException">The device is unknown, not in the library, or does not start.</exception>
    public static SessionOptionsHandle Create(ComputeRuntime runtime, SessionSettings settings)
    {
        SessionOptionsHandle options = OrtApi.CreateSessionOptions();
        try
        {
            OrtApi.SetLogSeverity(options);
            AddThreads(options, runtime, settings);

            // A memory pattern is one block for all activations, allocated from the second run on beside what the first run's allocations left
            // in the arena: it doubles that memory and saves no time with large networks. DirectML refuses it, and also nodes run side by side,
            // which is not the default.
            OrtApi.DisableMemoryPattern(options);
            OrtApi.AddConfigEntry(options, "session.use_env_allocators", "1");
            OrtApi.SetOptimizationLevel(options, (int)settings.Optimization);
            if (settings.WeightPacking == WeightPacking.Shared)
            {
                OrtApi.AddConfigEntry(options, "session.disable_prepacking", "1");
            }

            if (settings.ProfilePrefix is { } prefix)
            {
                OrtApi.EnableProfiling(options, prefix);
            }

            foreach ((string key, string value) in settings.ConfigEntries)
            {
                OrtApi.AddConfigEntry(options, key, value);
            }

            AddDevice(options, runtime, settings);
            return options;
        }
        catch
        {
            options.Dispose();
            throw;
        }
    }

    /// <summary>A profile also measures the thread pool, which must then not serve other sessions at the same time.</summary>
    private static void AddThreads(SessionOptionsHandle options, ComputeRuntime runtime, SessionSettings settings)
    {
        if (settings.ProfilePrefix is null)
        {
            OrtApi.UseGlobalThreads(options);
        }
        else
        {
            OrtApi.UseOwnThreads(options, runtime.Threads.Threads);
        }
    }

    private static void AddDevice(SessionOptionsHandle options, ComputeRuntime runtime, SessionSettings settings)
    {
        if (!runtime.AvailableDevices.Contains(settings.Device, StringComparer.Ordinal))
        {
            throw new DeviceUnavailableException(settings.Device, runtime.AvailableDevices, "the loaded ONNX Runtime does not have it.");
        }

        try
        {
            Append(options, settings);
        }
        catch (OrtException reason)
        {
            throw new DeviceUnavailableException(settings.Device, runtime.AvailableDevices, $"it did not start ({DeviceMessages.Explain(settings.Device, reason.Message)}).", reason);
        }
    }

    private static void Append(SessionOptionsHandle options, SessionSettings settings)
    {
        IReadOnlyDictionary<string, string> own = DeviceOptions.For(settings);
        switch (settings.Device)
        {
            case "cuda":
                OrtApi.AppendCuda(options, own);
                break;
            case "dml":
                OrtApi.AppendProvider(options, "DML", own);
                break;
            case "webgpu":
                OrtApi.AppendProvider(options, "WebGPU", own);
                break;
            case "coreml":
                OrtApi.AppendProvider(options, "CoreML", own);
                break;
        }
    }
}
