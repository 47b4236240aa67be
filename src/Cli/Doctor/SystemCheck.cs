using System.Globalization;
using System.Runtime.InteropServices;
using ReCorD.Cli.Application;

namespace ReCorD.Cli.Doctor;

/// <summary>The program, .NET, the operating system, processors and memory.</summary>
internal sealed class SystemCheck : IHealthCheck
{
    /// <summary>Memory that a full run on the embedded model may take.</summary>
    private const double WantedGigabytes = 2;

    public IEnumerable<Finding> Look(CancellationToken cancellationToken)
    {
        yield return new Finding("program", Health.Ok, ProgramInfo.NameAndVersion);
        yield return new Finding(".NET", Health.Ok, RuntimeInformation.FrameworkDescription);
        yield return new Finding("system", Health.Ok, $"{RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}");
        yield return new Finding("processors", Health.Ok, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} usable by this process"));
        double gigabytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9;
        yield return new Finding(
            "memory",
            gigabytes >= WantedGigabytes ? Health.Ok : Health.Warning,
            string.Create(CultureInfo.InvariantCulture, $"{gigabytes:0.0} GB{(gigabytes >= WantedGigabytes ? "" : $"; a run takes up to {WantedGigabytes} GB")}"));
    }
}
