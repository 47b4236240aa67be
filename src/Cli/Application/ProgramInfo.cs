using System.Reflection;

namespace ReCorD.Cli.Application;

/// <summary>Name and version of the program, as printed and recorded.</summary>
internal static class ProgramInfo
{
    /// <summary>Version from the build, such as <c>0.1.0</c>.</summary>
    public static string Version { get; } =
        typeof(ProgramInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";

    /// <summary>For run records and pictures: <c>ReCorD 0.1.0</c>.</summary>
    public static string NameAndVersion { get; } = $"ReCorD {Version}";
}
