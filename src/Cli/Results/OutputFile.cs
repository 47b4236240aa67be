using System.Security.Cryptography;
using ReCorD.Cli.Application;
using ReCorD.Compute;

namespace ReCorD.Cli.Results;

/// <summary>One file that appears whole or not at all: written beside its place, renamed in <see cref="Commit"/>.</summary>
internal sealed class OutputFile : IDisposable
{
    private readonly string _target;

    private OutputFile(string target, string staging)
    {
        _target = target;
        Staging = staging;
    }

    /// <summary>Where to write until then.</summary>
    public string Staging { get; }

    /// <summary>Fails now rather than after the work where the place cannot be written.</summary>
    /// <exception cref="CommandException">It cannot be written, or is a folder or a device.</exception>
    public static OutputFile Open(string path)
    {
        string target = Path.GetFullPath(path);
        if (Directory.Exists(target))
        {
            throw new CommandException($"'{target}' is a folder. Give the name of a file.");
        }

        string staging = $"{target}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}.partial";
        try
        {
            DeviceFiles.Refuse(target);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllBytes(staging, []);
            return new OutputFile(target, staging);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"Cannot write '{target}': {exception.Message}", exception);
        }
    }

    public void Commit() => AtomicFile.Move(Staging, _target);

    public void Dispose()
    {
        try
        {
            File.Delete(Staging);
        }
        catch (IOException)
        {
            // Still held by work that is being torn down; its name (.partial) says what it is.
        }
    }
}
