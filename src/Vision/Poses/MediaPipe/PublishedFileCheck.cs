using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ReCorD.Vision.Poses.MediaPipe;

/// <summary>Tells a network's file from what downloads leave in its place.</summary>
internal static class PublishedFileCheck
{
    /// <summary>First words of the text file that stands for a large file in a git repository (git-lfs specification).</summary>
    private static readonly byte[] PointerStart = Encoding.ASCII.GetBytes("version https://git-lfs");

    /// <exception cref="PoseModelException">The file is a git-lfs pointer, or bears a published name but is not the published file.</exception>
    public static void Check(string path)
    {
        using FileStream file = File.OpenRead(path);
        MediaPipePoseFile? published = MediaPipePoseFiles.Find(Path.GetFileName(path));
        if (IsPointer(file))
        {
            throw new PoseModelException(path, $"This is a git-lfs pointer of {Number(file.Length)} bytes, not the network it stands for. {Advice(published)}");
        }

        if (published is not null)
        {
            Compare(path, file, published);
        }
    }

    private static void Compare(string path, FileStream file, MediaPipePoseFile published)
    {
        if (file.Length != published.Bytes)
        {
            throw new PoseModelException(
                path, $"Expected the {Number(published.Bytes)} bytes that are published under this name, found {Number(file.Length)}: a download may have been cut off. {Advice(published)} {Another(published)}");
        }

        string hash = Convert.ToHexStringLower(SHA256.HashData(file));
        if (hash != published.Sha256)
        {
            throw new PoseModelException(path, $"Expected the file published under this name, SHA-256 {published.Sha256}, found {hash}. {Advice(published)} {Another(published)}");
        }
    }

    /// <summary>Leaves the file at its start.</summary>
    private static bool IsPointer(FileStream file)
    {
        byte[] start = new byte[PointerStart.Length];
        int read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return read == start.Length && start.AsSpan().SequenceEqual(PointerStart);
    }

    private static string Advice(MediaPipePoseFile? published) =>
        published is null ? "Download the file itself." : $"Download the file itself from {published.Url}.";

    private static string Another(MediaPipePoseFile published) =>
        $"Another network is welcome under a name of its own, given as `{MediaPipePoseFolder.Field(published.Part)}` in {PoseEstimatorFactory.ConfigFile}.";

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
