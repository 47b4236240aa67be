using System.Text.Json;
using System.Text.RegularExpressions;
using ReCorD.Cli.Application;
using ReCorD.Diffusion.Checkpoints.HuggingFace;

namespace ReCorD.Cli.Models.Pull;

/// <summary>What a repository holds at a revision, as the Hub's API tells it.</summary>
/// <param name="Commit">The revision's commit.</param>
/// <param name="Files">Files with sound names; others are as if they were not there.</param>
internal sealed partial record HubRepository(string Commit, IReadOnlyList<HubFile> Files)
{
    /// <summary>Bytes, 16 TiB; far above any file of the Hub, and so small that sums of sizes do not overflow.</summary>
    private const long LargestFile = 1L << 44;

    /// <exception cref="CommandException">The answer is not what the Hub gives.</exception>
    public static HubRepository Parse(HuggingFaceId id, ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            string commit = document.RootElement.GetProperty("sha").GetString() ?? "";
            if (!Hexadecimal().IsMatch(commit))
            {
                throw new FormatException("`sha` is no commit");
            }

            return new HubRepository(commit, [.. document.RootElement.GetProperty("siblings").EnumerateArray().Select(file => File(id, commit, file)).OfType<HubFile>()]);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new CommandException($"The answer about {id} is not what the Hugging Face Hub gives ({exception.Message}). Does HF_ENDPOINT name a mirror of it?", exception);
        }
    }

    private static HubFile? File(HuggingFaceId id, string commit, JsonElement file)
    {
        string path = file.GetProperty("rfilename").GetString() ?? "";
        bool isLarge = file.TryGetProperty("lfs", out JsonElement large) && large.ValueKind == JsonValueKind.Object;
        string hash = (isLarge ? large.GetProperty("sha256") : file.GetProperty("blobId")).GetString() ?? "";
        long size = isLarge ? large.GetProperty("size").GetInt64() : file.GetProperty("size").GetInt64();
        return !ModelFileSelection.IsSafe(path) ? null
            : size is >= 0 and <= LargestFile && Hexadecimal().IsMatch(hash) ? new HubFile(id.Repository, commit, path, size, hash)
            : throw new FormatException($"{path} has no size and hash");
    }

    [GeneratedRegex(@"\A(?:[0-9a-f]{40}|[0-9a-f]{64})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Hexadecimal();
}
