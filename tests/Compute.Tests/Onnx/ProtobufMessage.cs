using System.Buffers.Binary;
using System.Text;

namespace ReCorD.Compute.Tests.Onnx;

/// <summary>A protocol buffers message taken apart by the wire format alone: values by field number, in order.</summary>
internal sealed class ProtobufMessage
{
    private readonly List<(int Field, object Value)> fields = [];

    public ProtobufMessage(byte[] bytes)
    {
        int position = 0;
        while (position < bytes.Length)
        {
            ulong key = Varint(bytes, ref position);
            object value = (key & 7) switch
            {
                0 => (long)Varint(bytes, ref position),
                2 => Take(bytes, (int)Varint(bytes, ref position), ref position),
                5 => BinaryPrimitives.ReadSingleLittleEndian(Take(bytes, 4, ref position)),
                _ => throw new InvalidDataException($"Wire type {key & 7} is not expected."),
            };
            fields.Add(((int)(key >> 3), value));
        }
    }

    public IEnumerable<long> Integers(int field) => All(field).Cast<long>();

    public IEnumerable<float> Floats(int field) => All(field).Cast<float>();

    public IEnumerable<byte[]> Bytes(int field) => All(field).Cast<byte[]>();

    public IEnumerable<string> Texts(int field) => Bytes(field).Select(Encoding.UTF8.GetString);

    public IEnumerable<ProtobufMessage> Messages(int field) => Bytes(field).Select(bytes => new ProtobufMessage(bytes));

    private IEnumerable<object> All(int field) => fields.Where(entry => entry.Field == field).Select(entry => entry.Value);

    private static byte[] Take(byte[] bytes, int length, ref int position)
    {
        byte[] taken = bytes[position..(position + length)];
        position += length;
        return taken;
    }

    private static ulong Varint(byte[] bytes, ref int position)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = bytes[position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
