namespace ReCorD.Cli.Tests.Experiments;

/// <summary>The experiments of the repository, as copied beside the tests.</summary>
internal static class ShippedExperiments
{
    public static string At(string name) => Path.Combine(AppContext.BaseDirectory, "experiments", name);
}
