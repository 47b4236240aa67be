using System.Globalization;
using ReCorD.Agents.Runs;
using ReCorD.Cli.Application;

namespace ReCorD.Cli.Results;

/// <summary>The folder under which each run makes its own.</summary>
/// <param name="root">Its full path; need not exist.</param>
/// <param name="time">Names new folders by local time.</param>
/// <param name="option">The option by which the user chooses another place.</param>
internal sealed class RunFolders(string root, TimeProvider time, string option = "--out")
{
    /// <summary>A new folder named by time and prompt.</summary>
    /// <exception cref="CommandException">It cannot be written.</exception>
    public OutputFolder OpenNew(string prompt)
    {
        string now = time.GetLocalNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        return OutputFolder.OpenNew(Path.Combine(root, $"{now}-{Slug.Of(prompt)}"), option);
    }

    /// <summary>Folders of finished runs, newest first. Hidden ones are not: runs are written to such until they are finished.</summary>
    public IEnumerable<string> Newest() => Directory.Exists(root)
        ? new DirectoryInfo(root).EnumerateDirectories().Where(folder => !folder.Name.StartsWith('.')).Select(folder => new FileInfo(Path.Combine(folder.FullName, ResultFiles.Run)))
            .Where(run => run.Exists).OrderByDescending(run => run.LastWriteTimeUtc).ThenByDescending(run => run.FullName, StringComparer.Ordinal).Select(run => run.DirectoryName!)
        : [];

    /// <summary>The folder of a finished run by its name; null where there is none. Nothing outside the root is found.</summary>
    public string? Find(string name)
    {
        bool isName = name.Length > 0 && name[0] != '.' && name.IndexOfAny(['/', '\\', '\0', Path.DirectorySeparatorChar, Path.VolumeSeparatorChar]) < 0;
        return isName && Path.Combine(root, name) is var folder && File.Exists(Path.Combine(folder, ResultFiles.Run)) ? folder : null;
    }

    /// <summary>The record of a run's folder; null where it cannot be read.</summary>
    public static RunRecord? ReadRecord(string folder)
    {
        string file = Path.Combine(folder, ResultFiles.Run);
        try
        {
            return RunRecordJson.Read(File.ReadAllText(file), file);
        }
        catch (Exception error) when (error is CommandException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
