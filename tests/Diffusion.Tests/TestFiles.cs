using System.Text.Json;

namespace ReCorD.Diffusion.Tests;

/// <summary>Where tests find the files copied beside them, and folders of their own to write to.</summary>
internal static class TestFiles
{
    public static string MiniHoi { get; } = Path.Combine(AppContext.BaseDirectory, "mini-hoi");

    public static string GoldenFolder { get; } = Path.Combine(AppContext.BaseDirectory, "Golden");

    public static string TokenizerFolder { get; } = Path.Combine(AppContext.BaseDirectory, "mini-hoi", "tokenizer");

    public static string SchedulerConfig { get; } = Path.Combine(AppContext.BaseDirectory, "mini-hoi", "scheduler", "scheduler_config.json");

    public static JsonElement Golden(string name)
    {
        using FileStream stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Golden", name));
        return JsonDocument.Parse(stream).RootElement;
    }
}
