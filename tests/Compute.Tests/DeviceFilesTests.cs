using System.Diagnostics;
using System.Net.Sockets;

namespace ReCorD.Compute.Tests;

public sealed class DeviceFilesTests : IDisposable
{
    private readonly string folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())).FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("/dev/shm/unet.onnx")]
    [InlineData("/development/unet.onnx")]
    [InlineData("/home/dev/unet.onnx")]
    [InlineData("/")]
    public void Refuse_OrdinaryPlace_SaysNothing(string target) => DeviceFiles.Refuse(target);

    [Theory]
    [InlineData("/dev/null")]
    [InlineData("/dev/record-tests/null")]
    [InlineData("/tmp/../dev/null")]
    public void Refuse_FolderOfDevices_IsAnError(string target)
    {
        if (!OperatingSystem.IsWindows())
        {
            Assert.Contains($"'{target}' is a place of devices", Assert.Throws<IOException>(() => DeviceFiles.Refuse(target)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("socket")]
    [InlineData("pipe")]
    [InlineData("device")]
    public void Write_NoOrdinaryFileElsewhere_IsRefusedAndStays(string kind)
    {
        if (!OperatingSystem.IsLinux())
        {
            // Elsewhere only the folder of devices is known.
            return;
        }

        string target = Path.Combine(folder, kind);
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        switch (kind)
        {
            case "socket":
                socket.Bind(new UnixDomainSocketEndPoint(target));
                break;
            case "pipe":
                using (Process process = Process.Start("mkfifo", [target]))
                {
                    process.WaitForExit();
                }

                break;
            default:
                // Making a device takes rights that tests do not have; a link leads to one.
                File.CreateSymbolicLink(target, "/dev/null");
                break;
        }

        string expected = $"'{target}' is a {kind}, which an ordinary file would replace";
        string ordinary = Path.Combine(folder, "ordinary");
        File.WriteAllText(ordinary, "text");
        DeviceFiles.Refuse(ordinary);

        Assert.Contains(expected, Assert.Throws<IOException>(() => AtomicFile.Write(target, _ => { })).Message, StringComparison.Ordinal);
        Assert.Contains(expected, Assert.Throws<IOException>(() => AtomicFile.Move(ordinary, target)).Message, StringComparison.Ordinal);

        Assert.Equal(new[] { kind, "ordinary" }.Order(StringComparer.Ordinal), Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Throws<IOException>(() => DeviceFiles.Refuse(target));
    }
}
