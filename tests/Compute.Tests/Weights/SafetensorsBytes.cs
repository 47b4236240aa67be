using System.Buffers.Binary;
using System.Text;

namespace ReCorD.Compute.Tests.Weights;

/// <summary>Safetensors files made by hand, by the format's description.</summary>
internal static class SafetensorsBytes
{
    public static byte[] File(string json, int dataLength) => File(Encoding.UTF8.GetBytes(json), new byte[dataLength]);

    public static byte[] File(ReadOnlySpan<byte> json, ReadOnlySpan<byte> data)
    {
        byte[] file = new byte[8 + json.Length + data.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)json.Length);
        json.CopyTo(file.AsSpan(8));
        data.CopyTo(file.AsSpan(8 + json.Length));
        return file;
    }
}
