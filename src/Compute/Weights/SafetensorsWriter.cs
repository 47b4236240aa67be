using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace ReCorD.Compute.Weights;

/// <summary>Writes safetensors files that the reference implementation reads.</summary>
public static class SafetensorsWriter
{
    private const int HeaderAlignment = 8;
    private const string MetadataKey = "__metadata__";

    /// <summary>Writes all tensors, wide elements first so that each is aligned. The file appears only when it is complete.</summary>
    /// <param name="path">The file to write; an existing one is replaced.</param>
    /// <param name="tensors">Tensors by name.</param>
    /// <param name="metadata">Free texts for the header; null for none.</param>
    /// <exception cref="ArgumentException">A name is given twice, or is <c>__metadata__</c>.</exception>
    public static void Write(string path, IEnumerable<(string Name, Tensor Tensor)> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        (string Name, Tensor Tensor)[] ordered = [.. tensors.OrderByDescending(item => item.Tensor.ElementType.ByteSize())];
        CheckNames(ordered);
        byte[] header = Header(ordered, metadata);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach ((_, Tensor tensor) in ordered)
            {
                AtomicFile.WriteData(stream, tensor);
            }
        });
    }

    private static void CheckNames((string Name, Tensor Tensor)[] tensors)
    {
        HashSet<string> names = [MetadataKey];
        foreach ((string name, _) in tensors)
        {
            if (!names.Add(name))
            {
                throw new ArgumentException($"The name '{name}' is {(name == MetadataKey ? "reserved" : "given twice")}.", nameof(tensors));
            }
        }
    }

    private static byte[] Header((string Name, Tensor Tensor)[] tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            if (metadata is not null)
            {
                WriteMetadata(json, metadata);
            }

            long offset = 0;
            foreach ((string name, Tensor tensor) in tensors)
            {
                WriteEntry(json, name, tensor, offset);
                offset += tensor.ByteLength;
            }

            json.WriteEndObject();
        }

        int padding = -buffer.WrittenCount & (HeaderAlignment - 1);
        buffer.GetSpan(padding)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        json.WriteStartObject(MetadataKey);
        foreach ((string key, string value) in metadata)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, string name, Tensor tensor, long offset)
    {
        json.WriteStartObject(name);
        json.WriteString("dtype", SafetensorsType.Name(tensor.ElementType));
        json.WriteStartArray("shape");
        foreach (long size in tensor.Shape)
        {
            json.WriteNumberValue(size);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(offset + tensor.ByteLength);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
