using System.Security.Cryptography;

namespace ReCorD.Cli.Generate;

/// <summary>Unpredictable seeds. 31 bits: torch's CPU generator reads 32, and candidate i adds i to it.</summary>
internal sealed class CryptographicSeedSource : ISeedSource
{
    public long Next() => RandomNumberGenerator.GetInt32(int.MaxValue);
}
