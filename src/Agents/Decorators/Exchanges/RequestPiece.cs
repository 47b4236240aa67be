using System.Security.Cryptography;
using System.Text;

namespace ReCorD.Agents.Decorators.Exchanges;

/// <summary>One part of a request as people would name it, with its text. Pictures stand for themselves by their hash.</summary>
/// <param name="What">Where it stands, as <c>message 2 (user), text</c>.</param>
/// <param name="Text">What it says.</param>
internal sealed record RequestPiece(string What, string Text)
{
    /// <summary>SHA-256 of the text.</summary>
    public string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));
}
