using ReCorD.Cli.Application;
using ReCorD.Cli.Results;
using ReCorD.Compute;

namespace ReCorD.Cli.Models;

/// <summary>
/// An ONNX model and the file of its weights, which appear together or not at all. The model names the other file, so both are written
/// under their own names to a staging folder beside the place, and moved in <see cref="Commit"/>.
/// </summary>
internal sealed class ExportFiles : IDisposable
{
    private readonly string _target;
    private readonly StagingFolder _staging;

    private ExportFiles(string target, StagingFolder staging)
    {
        _target = target;
        _staging = staging;
    }

    /// <summary>Name of the model's file.</summary>
    public string Name => Path.GetFileName(_target);

    /// <summary>Where to write the model until it is committed.</summary>
    public string Model => Path.Combine(_staging.Path, Name);

    /// <summary>Fails now rather than after the work where the place cannot be written.</summary>
    /// <exception cref="UsageException">The name is that of a folder, or no model's.</exception>
    /// <exception cref="CommandException">It cannot be written.</exception>
    /// <exception cref="IOException">It is a device, a pipe or a socket.</exception>
    public static ExportFiles Open(string path)
    {
        string target = Path.GetFullPath(path);
        DeviceFiles.Refuse(target);
        return Directory.Exists(target) || Path.GetFileName(target).Length == 0
            ? throw new UsageException($"--out: '{target}' is a folder. Give the name of a file, as in unet.onnx.")
            : new ExportFiles(target, StagingFolder.Beside(target, purpose: null));
    }

    /// <summary>Moves the files into place, the model last.</summary>
    /// <returns>Their paths and lengths.</returns>
    public IReadOnlyList<(string File, long Length)> Commit()
    {
        List<(string File, long Length)> moved = [];
        _staging.Commit(() =>
        {
            string folder = Path.GetDirectoryName(_target)!;
            foreach (string file in Directory.GetFiles(_staging.Path).OrderBy(file => Path.GetFileName(file) == Name))
            {
                string target = Path.Combine(folder, Path.GetFileName(file));
                AtomicFile.Move(file, target);
                moved.Insert(0, (target, new FileInfo(target).Length));
            }
        });
        return moved;
    }

    public void Dispose() => _staging.Dispose();
}
