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
        Dictionary<string, Tensor> byName = [];
        List<SafetensorsItem> items = [];
        foreach ((string name, Tensor tensor) in tensors)
        {
            items.Add(new SafetensorsItem(name, tensor.ElementType, tensor.Shape));
            byName.TryAdd(name, tensor);
        }

        WriteFile(path, items, metadata, (stream, item) => AtomicFile.WriteData(stream, byName[item.Name]));
    }

    /// <summary>
    /// Writes tensors that are made one by one, each when its turn comes and disposed of when it is written: files may be larger than the
    /// memory. The file appears only when it is complete.
    /// </summary>
    /// <param name="path">The file to write; an existing one is replaced.</param>
    /// <param name="items">What the file will hold.</param>
    /// <param name="make">Makes the tensor of an item, of its type and shape; called once for each.</param>
    /// <param name="metadata">Free texts for the header; null for none.</param>
    /// <param name="written">Hears of the bytes of tensors in the file so far.</param>
    /// <param name="cancellationToken">Stops between two blocks of 1 MiB; no file is left.</param>
    /// <exception cref="ArgumentException">A name is given twice, or is <c>__metadata__</c>; or a tensor is not what its item says.</exception>
    public static void Write(
        string path, IReadOnlyList<SafetensorsItem> items, Func<SafetensorsItem, Tensor> make, IReadOnlyDictionary<string, string>? metadata = null,
        IProgress<long>? written = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(make);
        long total = 0;
        WriteFile(path, items, metadata, (stream, item) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            using Tensor tensor = make(item);
            if (tensor.ElementType != item.ElementType || !tensor.Shape.Equals(item.Shape))
            {
                throw new ArgumentException($"'{item.Name}' was announced as {item.ElementType} {item.Shape} but made as {tensor.ElementType} {tensor.Shape}.", nameof(make));
            }

            AtomicFile.WriteData(stream, tensor, cancellationToken);
            written?.Report(total += item.ByteLength);
        });
    }

    private static void WriteFile(string path, IEnumerable<SafetensorsItem> items, IReadOnlyDictionary<string, string>? metadata, Action<Stream, SafetensorsItem> writeData)
    {
        SafetensorsItem[] ordered = [.. items.OrderByDescending(item => item.ElementType.ByteSize())];
        CheckNames(ordered);
        byte[] header = Header(ordered, metadata);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (SafetensorsItem item in ordered)
            {
                writeData(stream, item);
            }
        });
    }

    private static void CheckNames(SafetensorsItem[] items)
    {
        HashSet<string> names = [MetadataKey];
        foreach (SafetensorsItem item in items)
        {
            if (!names.Add(item.Name))
            {
                throw new ArgumentException($"The name '{item.Name}' is {(item.Name == MetadataKey ? "reserved" : "given twice")}.", nameof(items));
            }
        }
    }

    private static byte[] Header(SafetensorsItem[] items, IReadOnlyDictionary<string, string>? metadata)
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
            foreach (SafetensorsItem item in items)
            {
                WriteEntry(json, item, offset);
                offset += item.ByteLength;
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

    private static void WriteEntry(Utf8JsonWriter json, SafetensorsItem item, long offset)
    {
        json.WriteStartObject(item.Name);
        json.WriteString("dtype", SafetensorsType.Name(item.ElementType));
        json.WriteStartArray("shape");
        foreach (long size in item.Shape)
        {
            json.WriteNumberValue(size);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(offset + item.ByteLength);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
