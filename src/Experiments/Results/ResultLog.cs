using System.Text;
using System.Text.Json;
using ReCorD.Experiments.Matrix;

namespace ReCorD.Experiments.Results;

/// <summary>
/// The results of an experiment while it runs. Each finished item is one line, appended in one write and handed to the operating system
/// at once, so that a killed process loses only what it was working on. A line that a kill has cut is dropped when the file is opened again.
/// Another process cannot write at the same time.
/// </summary>
public sealed class ResultLog : IDisposable
{
    private readonly Lock gate = new();
    private readonly FileStream held;
    private readonly FileStream file;
    private readonly Dictionary<string, ItemResult> results;

    private ResultLog(FileStream held, FileStream file, Dictionary<string, ItemResult> results, int damaged)
    {
        this.held = held;
        this.file = file;
        this.results = results;
        Damaged = damaged;
    }

    /// <summary>Lines that could not be read; their items are done again.</summary>
    public int Damaged { get; }

    /// <summary>What is known so far, by id.</summary>
    public IReadOnlyDictionary<string, ItemResult> Results
    {
        get
        {
            lock (gate)
            {
                return new Dictionary<string, ItemResult>(results, StringComparer.Ordinal);
            }
        }
    }

    /// <summary>Opens the results of a part for appending; reads those of all parts.</summary>
    /// <param name="folder">Made where it is missing.</param>
    /// <param name="shard">The part that is run.</param>
    /// <param name="keep">Whether what is there counts; false drops what the part has and takes nothing from other parts.</param>
    /// <exception cref="ExperimentException">Another process runs the same part, or the folder cannot be written.</exception>
    public static ResultLog Open(ResultFolder folder, Shard shard, bool keep)
    {
        ArgumentNullException.ThrowIfNull(folder);
        string path = folder.LogOf(shard);
        FileStream held = Hold(folder, path);
        try
        {
            FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            file.SetLength(keep ? WholeLines(file) : 0);
            file.Seek(0, SeekOrigin.End);
            Dictionary<string, ItemResult> results = Read(folder, out int damaged);
            return new ResultLog(held, file, keep ? results : new Dictionary<string, ItemResult>(StringComparer.Ordinal), damaged);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>The results of a folder by id, of all its parts. Of several lines of an item the one begun last that has a result counts.</summary>
    /// <param name="folder">Where they are.</param>
    /// <param name="damaged">Lines that could not be read.</param>
    public static Dictionary<string, ItemResult> Read(ResultFolder folder, out int damaged)
    {
        ArgumentNullException.ThrowIfNull(folder);
        Dictionary<string, ItemResult> results = new(StringComparer.Ordinal);
        damaged = 0;
        foreach (string line in folder.Logs().SelectMany(Lines))
        {
            if (Parse(line) is not { } result)
            {
                damaged++;
            }
            else if (!results.TryGetValue(result.Id, out ItemResult? other) || Replaces(result, other))
            {
                results[result.Id] = result;
            }
        }

        return results;
    }

    /// <summary>Other parts' files may hold the same item: not the order of files but that of time tells which is newer.</summary>
    private static bool Replaces(ItemResult result, ItemResult other) =>
        other.Error is not null || (result.Error is null && !(result.Started < other.Started));

    public void Append(ItemResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        byte[] line = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(result, ResultJson.Compact) + "\n");
        lock (gate)
        {
            file.Write(line);
            file.Flush();
            results[result.Id] = result;
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            file.Dispose();
            held.Dispose();
        }
    }

    /// <summary>The operating system lets go of the lock whatever becomes of the process. The file itself stays: removing it would open a gap for two.</summary>
    private static FileStream Hold(ResultFolder folder, string path)
    {
        try
        {
            Directory.CreateDirectory(folder.Path);
            return new FileStream(folder.At($".{Path.GetFileName(path)}.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new ExperimentException($"Cannot write results to '{folder.Path}': {error.Message} Choose a folder you may write to with --out.", error);
        }
        catch (IOException error) when (Directory.Exists(folder.Path))
        {
            throw new ExperimentException($"'{path}' is being written by another run. Wait for it, choose another folder with --out, or run other parts with --shard. ({error.Message})", error);
        }
    }

    /// <summary>Length up to and with the last line break.</summary>
    private static long WholeLines(FileStream file)
    {
        byte[] block = new byte[4096];
        for (long end = file.Length; end > 0; end -= block.Length)
        {
            long start = Math.Max(0, end - block.Length);
            file.Seek(start, SeekOrigin.Begin);
            int length = (int)(end - start);
            file.ReadExactly(block, 0, length);
            int last = Array.LastIndexOf(block, (byte)'\n', length - 1);
            if (last >= 0)
            {
                return start + last + 1;
            }
        }

        return 0;
    }

    /// <summary>Whole lines only: another part may be writing its last one at this moment.</summary>
    private static string[] Lines(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader reader = new(stream, Encoding.UTF8);
        string text = reader.ReadToEnd();
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static ItemResult? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<ItemResult>(line, ResultJson.Compact);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
