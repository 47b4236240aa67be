using System.Buffers.Binary;

namespace ReCorD.Compute.Weights;

/// <summary>
/// A safetensors file mapped into memory. Opening reads and checks the header only; tensors are views of the file, whose pages the
/// system loads when they are first touched. Safe for use from several threads, except disposal.
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    /// <summary>Longest header that is accepted, 100 MB: the limit of the reference implementation.</summary>
    public const int MaximumHeaderLength = 100_000_000;

    private const int LengthPrefix = sizeof(ulong);

    private readonly SafetensorsHeader header;
    private readonly MappedFile mapping;
    private readonly long dataStart;
    private volatile bool hasViews;
    private volatile bool disposed;

    private SafetensorsFile(string path, SafetensorsHeader header, MappedFile mapping, long dataStart)
    {
        Path = path;
        this.header = header;
        this.mapping = mapping;
        this.dataStart = dataStart;
    }

    public string Path { get; }

    /// <summary>Names of all tensors, in the order of the header.</summary>
    public IEnumerable<string> Names => header.Entries.Keys;

    /// <summary>The header's free texts; empty where it has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata => header.Metadata;

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="SafetensorsException">The file is not a valid safetensors file.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        RequireOrdinary(path);
        FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        try
        {
            byte[] json = ReadHeader(path, stream);
            long dataStart = LengthPrefix + json.Length;
            SafetensorsHeader header = SafetensorsHeader.Parse(path, json, stream.Length - dataStart);
            return new SafetensorsFile(path, header, new MappedFile(stream), dataStart);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public bool Contains(string name) => header.Entries.ContainsKey(name);

    /// <summary>Type, shape and place of a tensor, without touching its data.</summary>
    /// <exception cref="SafetensorsException">There is no such tensor.</exception>
    public SafetensorsEntry Describe(string name) => header.Entries.TryGetValue(name, out SafetensorsEntry? entry)
        ? entry
        : throw new SafetensorsException(Path, $"there is no tensor '{name}' among the {header.Entries.Count} of this file. Is it the file of another network?");

    /// <summary>A view of a tensor as it is stored; read-only. It stays valid when this object is disposed.</summary>
    /// <exception cref="SafetensorsException">There is no such tensor, or its type is not one of F32, F16, BF16, I64, I32, U8, BOOL.</exception>
    public Tensor Read(string name)
    {
        SafetensorsEntry entry = Describe(name);
        ObjectDisposedException.ThrowIf(disposed, this);
        if (entry.ElementType == ElementType.Undefined)
        {
            throw new SafetensorsException(Path, $"tensor '{name}' has the type {entry.StoredType}, which is not supported. Convert the file to F32, F16 or BF16.");
        }

        hasViews = true;
        return View(entry);
    }

    /// <summary>
    /// A tensor as float32: a view where it is stored so, a widened copy (exact) of F16 and BF16. The copy is made when the tensor is first read,
    /// and goes again where sessions need it only to make another form of it.
    /// </summary>
    /// <exception cref="SafetensorsException">There is no such tensor, or it does not hold floating-point numbers.</exception>
    public Tensor ReadFloat32(string name) => ReadFloat32(Describe(name));

    /// <summary>Neighbouring rows of a tensor (its first axis) as float32, without touching the others.</summary>
    /// <exception cref="SafetensorsException">There is no such tensor, it has not so many rows, or it does not hold floating-point numbers.</exception>
    public Tensor ReadFloat32(string name, long firstRow, long rows)
    {
        SafetensorsEntry entry = Describe(name);
        if (entry.Shape.Rank == 0 || firstRow < 0 || rows < 0 || firstRow > entry.Shape[0] - rows)
        {
            throw new SafetensorsException(Path, $"tensor '{name}' has the shape {entry.Shape}; rows {firstRow} to {firstRow + rows - 1} were asked for.");
        }

        long rowBytes = entry.Shape[0] == 0 ? 0 : entry.ByteLength / entry.Shape[0];
        return ReadFloat32(entry with { Shape = entry.Shape.With(0, rows), Offset = entry.Offset + (firstRow * rowBytes), ByteLength = rows * rowBytes });
    }

    /// <summary>Closes the file. Where views of it were given out, it stays mapped until the last of them is gone.</summary>
    public void Dispose()
    {
        disposed = true;
        if (!hasViews)
        {
            mapping.Dispose();
        }
    }

    private Tensor ReadFloat32(SafetensorsEntry entry)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        hasViews = true;
        return entry.ElementType switch
        {
            ElementType.Float32 => Tensor.Deferred(ElementType.Float32, entry.Shape, () => View(entry)),
            ElementType.Float16 or ElementType.BFloat16 => Tensor.Deferred(ElementType.Float32, entry.Shape, () => Widened(entry)),
            _ => throw new SafetensorsException(Path, $"tensor '{entry.Name}' has the type {entry.StoredType} where F32, F16 or BF16 is needed."),
        };
    }

    private Tensor View(SafetensorsEntry entry) => Tensor.Borrow(entry.ElementType, entry.Shape, mapping.At(dataStart + entry.Offset), mapping);

    private Tensor Widened(SafetensorsEntry entry)
    {
        using Tensor stored = View(entry);
        return HalfPrecision.Widen(stored);
    }

    /// <summary>Pipes and devices have length 0: opening one could wait for ever.</summary>
    private static void RequireOrdinary(string path)
    {
        FileInfo file = new(path);
        if (file is { Exists: true, LinkTarget: not null })
        {
            // A link has a length of its own.
            file = (FileInfo?)file.ResolveLinkTarget(returnFinalTarget: true) ?? file;
        }

        if (file is { Exists: true, Length: 0 })
        {
            throw new SafetensorsException(path, "not a valid safetensors file: it has only 0 bytes, or is no ordinary file.");
        }
    }

    private static byte[] ReadHeader(string path, FileStream stream)
    {
        Span<byte> prefix = stackalloc byte[LengthPrefix];
        if (stream.Length < LengthPrefix)
        {
            throw new SafetensorsException(path, $"not a valid safetensors file: it has only {stream.Length} bytes.");
        }

        stream.ReadExactly(prefix);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MaximumHeaderLength && ForeignFormat.Describe(prefix) is { } foreign)
        {
            throw new SafetensorsException(path, $"not a valid safetensors file: {foreign}.");
        }

        if (length > MaximumHeaderLength)
        {
            throw new SafetensorsException(path, $"not a valid safetensors file: its header would be {length} bytes long; at most {MaximumHeaderLength} are allowed.");
        }

        if (length > (ulong)(stream.Length - LengthPrefix))
        {
            throw new SafetensorsException(path, $"not a valid safetensors file: its header would be {length} bytes long, but the file has only {stream.Length}. It may be cut off, load it again.");
        }

        byte[] json = new byte[length];
        stream.ReadExactly(json);
        return json;
    }
}
