namespace ReCorD.Compute.Runtime.Native;

/// <summary>Makes the options of one run.</summary>
internal static class RunOptionsFactory
{
    /// <summary>Key under which the arenas are named that give back, after a run, what they do not hold anything in.</summary>
    private const string Shrink = "memory.enable_memory_arena_shrinkage";

    public static RunOptionsHandle Create(SessionSettings settings)
    {
        RunOptionsHandle options = OrtApi.CreateRunOptions();
        try
        {
            if (settings.ReturnsMemory)
            {
                OrtApi.AddRunConfigEntry(options, Shrink, Arenas(settings));
            }

            return options;
        }
        catch
        {
            options.Dispose();
            throw;
        }
    }

    /// <summary>Only the processor and CUDA have arenas; naming another device's would be an error.</summary>
    private static string Arenas(SessionSettings settings)
        => settings.Device == "cuda" ? $"cpu:0;gpu:{settings.DeviceOptions.GetValueOrDefault("device_id", "0")}" : "cpu:0";
}
