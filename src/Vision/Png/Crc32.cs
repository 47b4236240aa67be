namespace ReCorD.Vision.Png;

/// <summary>The cyclic redundancy check of PNG chunks. Source: PNG specification (ISO/IEC 15948), annex D.</summary>
internal static class Crc32
{
    private const uint ReversedPolynomial = 0xEDB88320;

    private static readonly uint[] Table = MakeTable();

    /// <summary>Check value of the bytes; the check value of the ASCII digits 1 to 9 is 0xCBF43926.</summary>
    internal static uint Compute(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc = Table[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint[] MakeTable()
    {
        uint[] table = new uint[256];
        for (uint n = 0; n < table.Length; n++)
        {
            uint value = n;
            for (int bit = 0; bit < 8; bit++)
            {
                value = (value & 1) == 0 ? value >> 1 : ReversedPolynomial ^ (value >> 1);
            }

            table[n] = value;
        }

        return table;
    }
}
