using System.Globalization;

namespace ReCorD.Diffusion.Checkpoints.Initialization;

/// <summary>Asks the disk before gigabytes are written to it.</summary>
internal static class FreeSpace
{
    /// <param name="folder">An existing folder.</param>
    /// <param name="needed">Bytes about to be written there.</param>
    /// <exception cref="IOException">The disk has less.</exception>
    public static void Check(string folder, long needed)
    {
        long free = new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        if (free < needed)
        {
            throw new IOException(string.Create(
                CultureInfo.InvariantCulture, $"'{folder}' needs {needed / 1e9:F2} GB, but its disk has {free / 1e9:F2} GB free. Make room, or choose a folder on another disk."));
        }
    }
}
