using ReCorD.Cli.Application;

namespace ReCorD.Cli.Results;

/// <summary>
/// Files appear by renaming, which would put an ordinary file in the place of a device: <c>--out /dev/null</c>, typed by somebody who may write there, would
/// break every other program of the machine.
/// </summary>
internal static class DeviceFiles
{
    private const string Devices = "/dev/";

    /// <summary>The one folder there that holds ordinary files.</summary>
    private const string Memory = "/dev/shm/";

    /// <param name="target">Full path of a file to be written.</param>
    /// <exception cref="CommandException">It is a device's.</exception>
    public static void Refuse(string target)
    {
        if (!OperatingSystem.IsWindows() && target.StartsWith(Devices, StringComparison.Ordinal) && !target.StartsWith(Memory, StringComparison.Ordinal))
        {
            throw new CommandException($"'{target}' is a place of devices, which an ordinary file would break. Give the name of a file elsewhere.");
        }
    }
}
