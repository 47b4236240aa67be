using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Decorators.Exchanges;
using ReCorD.Agents.Providers;
using ReCorD.Compute;

namespace ReCorD.Agents.Decorators.Caching;

/// <summary>
/// Answers of chat models in a folder, one file each, named after the request and the model that answered it. Files are written whole
/// or not at all, so that several programs may share a folder. Nothing is ever thrown away; delete files to have them asked anew.
/// </summary>
public sealed class ResponseCache
{
    private readonly string folder;
    private bool isWritable;

    /// <param name="folder">Made when first needed.</param>
    public ResponseCache(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        this.folder = Path.GetFullPath(folder);
    }

    /// <summary>The name of a request's file: a hash over the request, the provider, its address, its model and how it is spoken to.</summary>
    internal static string KeyOf(CanonicalRequest request, ChatClientMetadata? model, string manner)
    {
        string all = string.Join('\n', request.Hash, model?.ProviderName, model?.ProviderUri, model?.DefaultModelId, manner);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)));
    }

    /// <summary>The answer that was kept; null where there is none. A file that cannot be read is no answer.</summary>
    internal ChatResponse? Read(string key)
    {
        try
        {
            string path = PathOf(key);
            return File.Exists(path) ? JsonSerializer.Deserialize<CachedExchange>(File.ReadAllText(path), AgentJson.Options)?.Response.ToResponse() : null;
        }
        catch (Exception error) when (IsOfTheFile(error) || error is JsonException or NotSupportedException or ArgumentException or InvalidOperationException or FormatException or NullReferenceException)
        {
            return null;
        }
    }

    /// <summary>Makes sure, before an answer is paid for, that it can be kept. Looked at once.</summary>
    /// <exception cref="ChatProviderException">The folder cannot be written to.</exception>
    internal void EnsureWritable()
    {
        if (isWritable)
        {
            return;
        }

        string trial = Path.Combine(folder, $"{Path.GetRandomFileName()}.tmp");
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(trial, "");
            File.Delete(trial);
            isWritable = true;
        }
        catch (Exception error) when (IsOfTheFile(error))
        {
            throw new ChatProviderException($"The chat cache cannot write to '{folder}': {error.Message} Set Chat:Cache:Folder to a folder that can be written to, or leave it out.", error);
        }
    }

    /// <returns>Why the answer could not be kept, for the user; null: it was.</returns>
    internal string? TryWrite(string key, CachedExchange exchange)
    {
        try
        {
            AtomicFile.Write(PathOf(key), stream => JsonSerializer.Serialize(stream, exchange, AgentJson.Options));
            return null;
        }
        catch (Exception error) when (IsOfTheFile(error))
        {
            return $"The chat cache '{folder}' could not keep all answers of this run; those will be asked and paid again. Make room there, or set Chat:Cache:Folder to another folder.";
        }
    }

    private static bool IsOfTheFile(Exception error) => error is IOException or UnauthorizedAccessException;

    private string PathOf(string key) => Path.Combine(folder, $"{key}.json");
}
