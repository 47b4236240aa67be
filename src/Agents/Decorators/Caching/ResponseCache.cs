using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Decorators.Exchanges;
using ReCorD.Agents.Providers;

namespace ReCorD.Agents.Decorators.Caching;

/// <summary>
/// Answers of chat models in a folder, one file each, named after the request and the model that answered it. Files are written whole
/// or not at all, so that several programs may share a folder. Nothing is ever thrown away; delete files to have them asked anew.
/// </summary>
public sealed class ResponseCache
{
    private readonly string folder;

    /// <param name="folder">Made when first needed.</param>
    public ResponseCache(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        this.folder = Path.GetFullPath(folder);
    }

    /// <summary>The name of a request's file: a hash over the request, the provider, its address and its model.</summary>
    internal static string KeyOf(CanonicalRequest request, ChatClientMetadata? model)
    {
        string all = string.Join('\n', request.Hash, model?.ProviderName, model?.ProviderUri, model?.DefaultModelId);
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
        catch (Exception error) when (error is JsonException or IOException or NotSupportedException)
        {
            return null;
        }
    }

    /// <exception cref="ChatProviderException">The folder cannot be written to.</exception>
    internal void Write(string key, CachedExchange exchange)
    {
        string path = PathOf(key), temporary = $"{path}.{Path.GetRandomFileName()}.tmp";
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(temporary, JsonSerializer.Serialize(exchange, AgentJson.Options));
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }

            throw new ChatProviderException($"The chat cache cannot write to '{folder}': {error.Message} Set Chat:Cache:Folder to a folder that can be written to, or leave it out.", error);
        }
    }

    private string PathOf(string key) => Path.Combine(folder, $"{key}.json");
}
