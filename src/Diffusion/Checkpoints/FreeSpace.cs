using System.Globalization;

namespace ReCorD.Diffusion.Checkpoints;

/// <summary>Asks the disk before gigabytes are written to it.</summary>
public static class FreeSpace
{
    /// <param name="folder">An existing folder.</param>
    /// <param name="needed">Bytes about to be written there.</param>
    /// <exception cref="IOException">The disk has less.</exception>
    public static void Check(string folder, long needed)
    {
        if (Of(folder) is { } free && free < needed)
        {
            throw new IOException(string.Create(
                CultureInfo.InvariantCulture, $"'{folder}' needs {needed / 1e9:F2} GB, but its disk has {free / 1e9:F2} GB free. Make room, or choose a folder on another disk."));
        }
    }

    /// <summary>Bytes free on a folder's disk; null where the system does not say, as for network shares of Windows.</summary>
    public static long? Of(string folder)
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        }
        catch (Exception error) when (error is ArgumentException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
