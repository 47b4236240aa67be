using Microsoft.Extensions.Configuration;
using ReCorD.Cli.Application;

namespace ReCorD.Cli.Configuration;

/// <summary>What users keep in files of their own besides the settings: variables in .env, and .NET's user secrets.</summary>
internal static class UserFiles
{
    /// <summary>The variables of .env where the user stands; none where there is no such file.</summary>
    /// <exception cref="UsageException">The file cannot be read.</exception>
    public static EnvironmentVariables DotEnv(AppPaths paths) => new(Read(paths.DotEnvFile, file => DotEnvFile.Parse(File.ReadAllText(file))));

    /// <summary>The user secrets as entries of a configuration; none where there are none.</summary>
    /// <exception cref="UsageException">The file cannot be read or is no JSON.</exception>
    public static IReadOnlyDictionary<string, string?> Secrets(AppPaths paths) => Read(paths.SecretsFile, file =>
        new ConfigurationBuilder().AddJsonFile(file).Build().AsEnumerable().Where(entry => entry.Value is not null).ToDictionary(StringComparer.OrdinalIgnoreCase));

    private static Dictionary<string, string?> Read(string? file, Func<string, Dictionary<string, string?>> read)
    {
        try
        {
            return file is not null && File.Exists(file) ? read(file) : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // The parser's own words could quote a secret.
            throw new UsageException($"'{file}' cannot be read ({(error is InvalidDataException ? "it is no JSON" : error.Message)}). Mend it or take it away.");
        }
    }
}
