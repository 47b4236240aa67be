using ReCorD.Cli.Application;
using ReCorD.Compute;
using ReCorD.Diffusion.Checkpoints.HuggingFace;
using ReCorD.Vision.Poses.MediaPipe;

namespace ReCorD.Cli.Models.Pull;

/// <summary>
/// Fetches MediaPipe's pose networks, each from a repository of its own, into the cache, and copies them into one folder, as <c>--pose</c> wants them. Only
/// the files whose hashes the program knows are taken.
/// </summary>
/// <param name="client">Asks the Hub.</param>
/// <param name="download">Brings files into the cache.</param>
/// <param name="cache">Where they lie then.</param>
internal sealed class MediaPipePosePull(HubClient client, HubDownload download, HuggingFaceCache cache)
{
    /// <summary>What the user calls them.</summary>
    public const string Name = "mediapipe-pose";

    /// <exception cref="CommandException">A file cannot be had, or is not the published one.</exception>
    public async Task FetchAsync(IEnumerable<MediaPipePoseFile> files, string folder, CancellationToken cancellationToken)
    {
        foreach (MediaPipePoseFile published in files)
        {
            HuggingFaceId id = new(published.Repository, HuggingFaceId.DefaultRevision);
            HubRepository repository = await client.DescribeAsync(id, cancellationToken).ConfigureAwait(false);
            HubFile file = repository.Files.FirstOrDefault(file => file.Path == published.Name)
                ?? throw new CommandException($"{id} has no {published.Name} any more. It is also at {published.ZooUrl}; put it into {folder}.");
            if (file.Hash != published.Sha256 || file.Size != published.Bytes)
            {
                throw new CommandException($"{id}/{published.Name} is not the file that this program knows (SHA-256 {published.Sha256}, {published.Bytes} bytes). It is also at {published.ZooUrl}.");
            }

            await download.FetchAsync(file, cancellationToken).ConfigureAwait(false);
            Directory.CreateDirectory(folder);
            string target = Path.Combine(folder, published.Name), staging = $"{target}.part";
            File.Copy(Path.Combine(cache.RepositoryFolder(id), "snapshots", repository.Commit, published.Name), staging, overwrite: true);
            AtomicFile.Move(staging, target);
        }
    }
}
