using System.Security.Cryptography;
using System.Text;

namespace ReCorD.Cli.Models.Pull;

/// <summary>A file of a repository.</summary>
/// <param name="Repository"><c>org/name</c>.</param>
/// <param name="Commit">State of the repository.</param>
/// <param name="Path">With slashes.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Hash">Its name in the cache: SHA-256 of large files, else git's SHA-1 of a blob; lower-case hexadecimal.</param>
internal sealed record HubFile(string Repository, string Commit, string Path, long Size, string Hash)
{
    private const int Sha256Length = 64;

    /// <summary>Whether a downloaded file is this one.</summary>
    public async Task<bool> IsAsync(string path, CancellationToken cancellationToken)
    {
        FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan | FileOptions.Asynchronous);
        await using (stream.ConfigureAwait(false))
        {
            if (stream.Length != Size)
            {
                return false;
            }

            // SHA-1 because git names blobs by it; it guards against accidents, not against the server.
#pragma warning disable CA5350
            using IncrementalHash hash = IncrementalHash.CreateHash(Hash.Length == Sha256Length ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1);
#pragma warning restore CA5350
            if (Hash.Length != Sha256Length)
            {
                hash.AppendData(Encoding.ASCII.GetBytes(FormattableString.Invariant($"blob {Size}\0")));
            }

            byte[] block = new byte[1 << 20];
            for (int count = await stream.ReadAsync(block, cancellationToken).ConfigureAwait(false); count > 0; count = await stream.ReadAsync(block, cancellationToken).ConfigureAwait(false))
            {
                hash.AppendData(block, 0, count);
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset()) == Hash;
        }
    }
}
