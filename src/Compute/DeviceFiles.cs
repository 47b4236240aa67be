using System.Runtime.InteropServices;

namespace ReCorD.Compute;

/// <summary>
/// Files appear by renaming, which would put an ordinary file in the place of a device, a pipe or a socket: <c>--out /dev/null</c>, typed by somebody who
/// may write there, would break every other program of the machine. On Linux the kind of what is there counts; elsewhere, and for names that do not exist
/// yet, the folder of devices.
/// </summary>
public static partial class DeviceFiles
{
    private const string Devices = "/dev/";

    /// <summary>The one folder there that holds ordinary files.</summary>
    private const string Memory = "/dev/shm/";

    // The numbers of statx(2) and inode(7). The kernel lays its structure out alike on all processors.
    private const int CurrentFolder = -100, KindMask = 1, StructureBytes = 256, ModeOffset = 28, KindBits = 0xF000;

    /// <param name="target">A file to be written. A link counts as what it leads to.</param>
    /// <exception cref="IOException">It is, or would be, a device, a pipe or a socket.</exception>
    public static void Refuse(string target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (OperatingSystem.IsWindows())
        {
            // Devices have no paths in its file system.
            return;
        }

        string full = Path.GetFullPath(target);
        if (full.StartsWith(Devices, StringComparison.Ordinal) && !full.StartsWith(Memory, StringComparison.Ordinal))
        {
            throw new IOException($"'{target}' is a place of devices, which an ordinary file would break. Give the name of a file elsewhere.");
        }

        if (OperatingSystem.IsLinux() && KindOf(full) is { } kind)
        {
            throw new IOException($"'{target}' is a {kind}, which an ordinary file would replace. Give the name of another file.");
        }
    }

    /// <summary>What is there in place of an ordinary file; null: nothing, an ordinary file or a folder. Opening it could wait for ever, or do what a device does when opened.</summary>
    private static unsafe string? KindOf(string path)
    {
        byte* found = stackalloc byte[StructureBytes];
        try
        {
            return Status(CurrentFolder, path, 0, KindMask, found) != 0 ? null : (*(ushort*)(found + ModeOffset) & KindBits) switch
            {
                0x1000 => "pipe",
                0x2000 or 0x6000 => "device",
                0xC000 => "socket",
                _ => null,
            };
        }
        catch (EntryPointNotFoundException)
        {
            // A C library older than 2018.
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int Status(int folder, string path, int flags, uint mask, byte* found);
}
