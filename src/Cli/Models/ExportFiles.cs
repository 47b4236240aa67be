using System.Security.Cryptography;
using ReCorD.Cli.Application;

namespace ReCorD.Cli.Models;

/// <summary>
/// An ONNX model and the file of its weights, which appear together or not at all. The model names the other file, so both are written
/// under their own names to a staging folder beside the place, and moved in <see cref="Commit"/>.
/// </summary>
internal sealed class ExportFiles : IDisposable
{
    private readonly Lock _gate = new();
    private readonly string _target;
    private readonly string _staging;
    private bool _done;

    private ExportFiles(string target, string staging)
    {
        _target = target;
        _staging = staging;
    }

    /// <summary>Name of the model's file.</summary>
    public string Name => Path.GetFileName(_target);

    /// <summary>Where to write the model until it is committed.</summary>
    public string Model => Path.Combine(_staging, Name);

    /// <summary>Fails now rather than after the work where the place cannot be written.</summary>
    /// <exception cref="UsageException">The name is that of a folder, or no model's.</exception>
    /// <exception cref="CommandException">It cannot be written.</exception>
    public static ExportFiles Open(string path)
    {
        string target = Path.GetFullPath(path);
        if (Directory.Exists(target) || Path.GetFileName(target).Length == 0)
        {
            throw new UsageException($"--out: '{target}' is a folder. Give the name of a file, as in unet.onnx.");
        }

        string staging = $"{target}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}.partial";
        try
        {
            Directory.CreateDirectory(staging);
            return new ExportFiles(target, staging);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"Cannot write '{target}': {exception.Message.Replace(staging, target, StringComparison.Ordinal)}", exception);
        }
    }

    /// <summary>Moves the files into place, the model last.</summary>
    /// <returns>Their paths and lengths.</returns>
    public IReadOnlyList<(string File, long Length)> Commit()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_done, this);
            string folder = Path.GetDirectoryName(_target)!;
            List<(string File, long Length)> moved = [];
            foreach (string file in Directory.GetFiles(_staging).OrderBy(file => Path.GetFileName(file) == Name))
            {
                string target = Path.Combine(folder, Path.GetFileName(file));
                File.Move(file, target, overwrite: true);
                moved.Insert(0, (target, new FileInfo(target).Length));
            }

            _done = true;
            Directory.Delete(_staging, recursive: true);
            return moved;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_done)
            {
                return;
            }

            _done = true;
            try
            {
                if (Directory.Exists(_staging))
                {
                    Directory.Delete(_staging, recursive: true);
                }
            }
            catch (IOException)
            {
                // Work that is being torn down may still hold a file; its name (.partial) says what it is.
            }
        }
    }
}
