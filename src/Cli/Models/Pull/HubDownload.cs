using System.Net;
using ReCorD.Cli.Application;
using ReCorD.Compute;
using ReCorD.Diffusion.Checkpoints.HuggingFace;

namespace ReCorD.Cli.Models.Pull;

/// <summary>
/// Brings files of a repository into the cache, as Hugging Face's library lays it out: <c>blobs/hash</c>, and links to it in <c>snapshots/commit/</c>. What
/// has come of a file stays in <c>blobs/hash.incomplete</c> when the connection breaks or the user stops, and is not fetched again.
/// </summary>
/// <param name="client">Fetches.</param>
/// <param name="retry">Takes broken connections up again.</param>
/// <param name="cache">Where to.</param>
/// <param name="progress">Told after each block: file, its bytes so far, its size.</param>
/// <param name="patience">How long nothing may come before the connection counts as broken.</param>
internal sealed class HubDownload(HubClient client, HubRetry retry, HuggingFaceCache cache, Action<HubFile, long> progress, HubPatience patience)
{
    /// <summary>Whether the file is in the cache already, complete.</summary>
    public bool Has(HubFile file) => new FileInfo(Blob(file)) is { Exists: true } blob && blob.Length == file.Size;

    /// <summary>Fetches a file unless it is there, and links it into the snapshot.</summary>
    /// <exception cref="CommandException">It cannot be had, or is not what the repository says.</exception>
    public async Task FetchAsync(HubFile file, CancellationToken cancellationToken)
    {
        string blob = Blob(file), partial = $"{blob}.incomplete";
        Directory.CreateDirectory(Path.GetDirectoryName(blob)!);
        if (!Has(file))
        {
            await FillAsync(file, partial, cancellationToken).ConfigureAwait(false);
            if (!await file.IsAsync(partial, cancellationToken).ConfigureAwait(false))
            {
                File.Delete(partial);
                throw new CommandException($"{file.Repository}/{file.Path}: what came is not what the repository says (size {file.Size}, hash {file.Hash}). It was removed; run the command again.");
            }

            AtomicFile.Move(partial, blob);
        }

        Link(file, blob);
    }

    private async Task FillAsync(HubFile file, string partial, CancellationToken cancellationToken)
    {
        FileStream stream = OpenPartial(partial);
        await using (stream.ConfigureAwait(false))
        {
            if (stream.Length > file.Size)
            {
                stream.SetLength(0);
            }

            if (stream.Length < file.Size)
            {
                await retry.RunAsync($"{file.Repository}/{file.Path}", token => ContinueAsync(file, stream, token), () => stream.Length, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Fetches what is still lacking. What has come when it fails stays in the stream.</summary>
    /// <returns>The file's length.</returns>
    private async Task<long> ContinueAsync(HubFile file, FileStream stream, CancellationToken cancellationToken)
    {
        try
        {
            await ReceiveAsync(file, stream, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutException)
        {
            throw Broken(file, stream.Length, exception.Message, exception);
        }

        return stream.Length == file.Size ? stream.Length : throw Broken(file, stream.Length, "The server ended too early.", null);
    }

    private static FileStream OpenPartial(string partial)
    {
        try
        {
            return new FileStream(partial, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        }
        catch (IOException exception) when (File.Exists(partial))
        {
            throw new CommandException($"{partial} is in use; is another 'record model pull' at work? ({exception.Message})", exception);
        }
    }

    private async Task ReceiveAsync(HubFile file, FileStream stream, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await client.OpenAsync(file, stream.Length, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable || response.Content.Headers.ContentRange?.From is { } from && from != stream.Length)
        {
            stream.SetLength(0);
            throw new HttpRequestException("The server does not go on where the file was left.");
        }

        // A server that does not know ranges begins anew.
        if (response.StatusCode != HttpStatusCode.PartialContent)
        {
            stream.SetLength(0);
        }

        stream.Position = stream.Length;
        Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            await CopyAsync(file, body, stream, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CopyAsync(HubFile file, Stream body, FileStream stream, CancellationToken cancellationToken)
    {
        byte[] block = new byte[1 << 18];
        while (true)
        {
            int count;
            try
            {
                count = await patience.WaitAsync(token => body.ReadAsync(block, token).AsTask(), cancellationToken).ConfigureAwait(false);
            }
            catch (IOException exception)
            {
                // Told apart from a disk that is full: this one may go better the next time.
                throw new HttpRequestException(exception.Message, exception);
            }

            if (count == 0)
            {
                return;
            }

            if (stream.Length + count > file.Size)
            {
                stream.SetLength(0);
                throw new CommandException($"{file.Repository}/{file.Path}: more came than the {file.Size} bytes that the repository tells. Does HF_ENDPOINT name a mirror of it?");
            }

            await stream.WriteAsync(block.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            progress(file, stream.Length);
        }
    }

    private static TransientHubException Broken(HubFile file, long received, string why, Exception? inner)
    {
        string reason = $"the connection broke after {ByteSize.Format(received)} of {ByteSize.Format(file.Size)}. {why}";
        return new TransientHubException(reason, $"{file.Repository}/{file.Path}: {reason} Run the same command again: it goes on from there.", null, inner);
    }

    private string Blob(HubFile file) => Path.Combine(cache.RepositoryFolder(new HuggingFaceId(file.Repository, file.Commit)), "blobs", file.Hash);

    private void Link(HubFile file, string blob)
    {
        string link = Path.Combine([cache.RepositoryFolder(new HuggingFaceId(file.Repository, file.Commit)), "snapshots", file.Commit, .. file.Path.Split('/')]);
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        File.Delete(link);
        try
        {
            File.CreateSymbolicLink(link, Path.GetRelativePath(Path.GetDirectoryName(link)!, blob));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            // Windows without the right to make links, and file systems without them.
            File.Copy(blob, link, overwrite: true);
        }
    }
}
