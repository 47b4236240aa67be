using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using ReCorD.Cli.Application;

namespace ReCorD.Cli.Configuration;

/// <summary>
/// Reads the configuration. Weakest first: appsettings.json beside the program, appsettings.json where the user stands, .env there
/// (<c>ReCorD__Section__Key</c>), user secrets, the environment (as in .env), the command line (<c>--set</c>). Names that no setting
/// has are errors: a misspelt one would otherwise change nothing, silently.
/// </summary>
internal static partial class RecordConfiguration
{
    private static readonly string[] Sections = [.. typeof(RecordSettings).GetProperties().Select(property => property.Name)];

    /// <exception cref="UsageException">A file is no JSON, an entry has no such setting, or its value does not fit.</exception>
    public static RecordSettings Load(AppPaths paths, EnvironmentVariables environment, IEnumerable<KeyValuePair<string, string?>> commandLine)
    {
        // A later entry of the same name wins, as on every command line; a memory source would refuse the repetition.
        Dictionary<string, string?> entries = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string key, string? value) in commandLine)
        {
            entries[key] = value;
        }

        try
        {
            IConfigurationBuilder builder = new ConfigurationBuilder().AddJsonFile(paths.SettingsFile, optional: true);
            string local = paths.Resolve("appsettings.json");
            if (local != paths.SettingsFile && BelongsToUs(local))
            {
                builder.AddJsonFile(local, optional: true);
            }

            builder.Add(UserFiles.DotEnv(paths).ToSource()).AddInMemoryCollection(UserFiles.Secrets(paths).Where(entry => Sections.Contains(entry.Key.Split(':')[0], StringComparer.OrdinalIgnoreCase)));
            IConfigurationRoot root = builder.Add(environment.ToSource()).AddInMemoryCollection(entries).Build();
            RecordSettings settings = root.Get<RecordSettings>(options => options.ErrorOnUnknownConfiguration = true) ?? new RecordSettings();
            settings.Chat = ChatProviders.WithFullPaths(settings.Chat, paths);
            return settings;
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException)
        {
            throw new UsageException($"The configuration (appsettings.json, .env, user secrets, {EnvironmentVariables.Prefix} variables, --set) has an entry that does not fit: {Explain(exception)}", exception);
        }
    }

    /// <summary>The binder's own sentence, or, for names that no setting has, which ones and in which section.</summary>
    private static string Explain(Exception exception)
    {
        // Within entries that have names of the user's own, the binder tells of the unknown name in an inner exception.
        Match unknown = UnknownNames().Match(exception.InnerException is InvalidOperationException within ? $"{exception.Message} {within.Message}" : exception.Message);
        if (unknown.Success)
        {
            string section = unknown.Groups["type"].Value.Replace("Settings", "", StringComparison.Ordinal);
            string place = section switch
            {
                "Record" => "the top level",
                "ChatProvider" => "a chat provider (Chat:Providers:NAME)",
                _ => $"section {section}",
            };
            return $"{place} has no setting named {unknown.Groups["names"].Value}. See appsettings.json beside the program for all names.";
        }

        return exception.InnerException is { } inner && !exception.Message.Contains(inner.Message, StringComparison.Ordinal)
            ? $"{exception.Message} {inner.Message}"
            : exception.Message;
    }

    [GeneratedRegex(@"not found on the instance of [\w.]*?(?<type>\w+): (?<names>.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex UnknownNames();

    /// <summary>Another program's appsettings.json may lie in the user's folder; ours has one of our sections.</summary>
    private static bool BelongsToUs(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        IConfigurationRoot file = new ConfigurationBuilder().AddJsonFile(path).Build();
        return Array.Exists(Sections, section => file.GetSection(section).Exists());
    }
}
