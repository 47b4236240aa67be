using System.Security.Cryptography;

namespace ReCorD.Diffusion.Checkpoints;

/// <summary>Says of a file which one it was.</summary>
public static class FileHash
{
    /// <summary>SHA-256 of a file, in lower-case hexadecimal. Reads all of it.</summary>
    public static string Sha256(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
