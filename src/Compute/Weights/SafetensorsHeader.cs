using System.Text.Json;
using System.Text.Unicode;

namespace ReCorD.Compute.Weights;

/// <summary>
/// The JSON header of a safetensors file, checked: every tensor's bytes lie in the file, match its type and shape, and together
/// they fill the file without overlap or hole, as the format demands.
/// Source: github.com/huggingface/safetensors, README "Format" and <c>tensor.rs</c>.
/// </summary>
internal sealed class SafetensorsHeader
{
    private const string MetadataKey = "__metadata__";

    /// <summary>Deepest nesting that is read: header, entry, list; a little more for entries' unknown fields.</summary>
    private const int MaximumDepth = 8;

    /// <summary>Far above any network's; keeps a malformed shape from filling the memory.</summary>
    private const int MaximumRank = 32;

    private readonly string path;
    private readonly Dictionary<string, SafetensorsEntry> entries = [];
    private readonly Dictionary<string, string> metadata = [];
    private readonly HashSet<string> keys = [];

    private SafetensorsHeader(string path) => this.path = path;

    public IReadOnlyDictionary<string, SafetensorsEntry> Entries => entries;

    public IReadOnlyDictionary<string, string> Metadata => metadata;

    /// <param name="path">For messages.</param>
    /// <param name="json">The header without its length.</param>
    /// <param name="dataLength">Bytes of the file after the header.</param>
    public static SafetensorsHeader Parse(string path, ReadOnlySpan<byte> json, long dataLength)
    {
        SafetensorsHeader header = new(path);
        if (!Utf8.IsValid(json))
        {
            throw header.Malformed("the header is not valid UTF-8");
        }

        if (json.IsEmpty || json[0] != (byte)'{')
        {
            throw header.Malformed("the header must begin with '{'");
        }

        try
        {
            header.ReadRoot(json);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            // InvalidOperationException: a token of another kind than expected, or an escaped half of a surrogate pair.
            throw new SafetensorsException(path, $"not a valid safetensors file: the header is not the JSON it should be ({error.Message})", error);
        }

        header.CheckLayout(dataLength);
        return header;
    }

    private void ReadRoot(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = MaximumDepth });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            if (!keys.Add(key))
            {
                throw Malformed($"the key '{Shorten(key)}' appears twice");
            }

            reader.Read();
            if (key == MetadataKey)
            {
                ReadMetadata(ref reader);
            }
            else
            {
                entries.Add(key, ReadEntry(ref reader, key));
            }
        }

        // Anything but white space after the closing brace is an error of the reader.
        reader.Read();
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        Expect(reader, JsonTokenType.StartObject, MetadataKey);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            Expect(reader, JsonTokenType.String, $"{MetadataKey}.{Shorten(key)}");
            if (!metadata.TryAdd(key, reader.GetString()!))
            {
                throw Malformed($"the metadata key '{Shorten(key)}' appears twice");
            }
        }
    }

    private SafetensorsEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        Expect(reader, JsonTokenType.StartObject, Shorten(name));
        string? type = null;
        List<long>? shape = null;
        List<long>? offsets = null;
        HashSet<string> fields = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string field = reader.GetString()!;
            if (!fields.Add(field))
            {
                throw Malformed($"tensor '{Shorten(name)}' has '{Shorten(field)}' twice");
            }

            reader.Read();
            switch (field)
            {
                case "dtype":
                    Expect(reader, JsonTokenType.String, $"dtype of {Shorten(name)}");
                    type = reader.GetString();
                    break;
                case "shape":
                    shape = ReadSizes(ref reader, $"shape of {Shorten(name)}");
                    break;
                case "data_offsets":
                    offsets = ReadSizes(ref reader, $"data_offsets of {Shorten(name)}");
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return Check(name, type, shape, offsets);
    }

    private List<long> ReadSizes(ref Utf8JsonReader reader, string what)
    {
        Expect(reader, JsonTokenType.StartArray, what);
        List<long> sizes = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Expect(reader, JsonTokenType.Number, what);
            if (!reader.TryGetInt64(out long size) || size < 0)
            {
                throw Malformed($"{what} holds a number that is no size");
            }

            sizes.Add(size);
            if (sizes.Count > MaximumRank)
            {
                throw Malformed($"{what} has more than {MaximumRank} numbers");
            }
        }

        return sizes;
    }

    private SafetensorsEntry Check(string name, string? type, List<long>? shape, List<long>? offsets)
    {
        string shown = Shorten(name);
        if (type is null || shape is null || offsets is null)
        {
            throw Malformed($"tensor '{shown}' lacks {(type is null ? "dtype" : shape is null ? "shape" : "data_offsets")}");
        }

        int bits = SafetensorsType.Bits(type) ?? throw Malformed($"tensor '{shown}' has the unknown dtype '{Shorten(type)}'");
        if (offsets.Count != 2 || offsets[0] > offsets[1])
        {
            throw Malformed($"tensor '{shown}' must have two data_offsets, begin and end, but has [{string.Join(", ", offsets)}]");
        }

        TensorShape dimensions = new([.. shape]);
        long length = offsets[1] - offsets[0];
        UInt128 needed = BitCount(shape, bits) ?? throw Malformed($"tensor '{shown}' has the impossible shape {dimensions}");
        return needed == (UInt128)length * 8
            ? new SafetensorsEntry(name, type, dimensions, offsets[0], length)
            : throw Malformed($"tensor '{shown}' of type {type} and shape {dimensions} needs {needed / 8} bytes but its data_offsets span {length}");
    }

    /// <summary>Bits that a tensor takes, or null where the number of elements does not fit 63 bits, even with a size 0 among the dimensions.</summary>
    private static UInt128? BitCount(List<long> shape, int bits)
    {
        UInt128 partial = 1;
        foreach (long size in shape)
        {
            partial *= (UInt128)Math.Max(size, 1);
            if (partial > long.MaxValue)
            {
                return null;
            }
        }

        return shape.Contains(0) ? 0 : partial * (UInt128)bits;
    }

    private void CheckLayout(long dataLength)
    {
        long end = 0;
        foreach (SafetensorsEntry entry in entries.Values.OrderBy(entry => entry.Offset).ThenBy(entry => entry.ByteLength))
        {
            if (entry.Offset != end)
            {
                throw Malformed($"tensor '{Shorten(entry.Name)}' begins at byte {entry.Offset} but the one before it ends at {end}: tensors must neither overlap nor leave holes");
            }

            end = entry.Offset + entry.ByteLength;
            if (end > dataLength)
            {
                throw Malformed($"tensor '{Shorten(entry.Name)}' ends at byte {end} but there are only {dataLength} bytes of data; the file may be cut off, load it again");
            }
        }

        if (end != dataLength)
        {
            throw Malformed($"the tensors take {end} bytes but the file holds {dataLength}");
        }
    }

    private void Expect(in Utf8JsonReader reader, JsonTokenType expected, string where)
    {
        if (reader.TokenType != expected)
        {
            throw Malformed($"{where} is a {reader.TokenType} where a {expected} must be");
        }
    }

    private SafetensorsException Malformed(string problem) => new(path, $"not a valid safetensors file: {problem}.");

    /// <summary>Names come from the file: they can be megabytes long.</summary>
    private static string Shorten(string text) => text.Length <= 120 ? text : string.Concat(text.AsSpan(0, 117), "...");
}
