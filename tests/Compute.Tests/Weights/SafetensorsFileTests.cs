using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using ReCorD.Compute.Weights;

namespace ReCorD.Compute.Tests.Weights;

public sealed class SafetensorsFileTests
{
    private const string Valid = """
        {"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},
         "half":{"dtype":"F16","shape":[4],"data_offsets":[24,32]},"brain":{"dtype":"BF16","shape":[2],"data_offsets":[32,36]},
         "none":{"dtype":"F32","shape":[0,5],"data_offsets":[36,36]},"one":{"dtype":"I64","shape":[],"data_offsets":[36,44]}}   
        """;

    public static TheoryData<string, string, string> Malformed => new()
    {
        { "not JSON", "{\"a\":", "is not the JSON it should be" },
        { "text after the end", "{} x", "is not the JSON it should be" },
        { "no object", "[]", "must begin with '{'" },
        { "leading space", " {}", "must begin with '{'" },
        { "empty header", "", "must begin with '{'" },
        { "entry is a number", """{"a":1}""", "a is a Number where a StartObject must be" },
        { "no dtype", """{"a":{"shape":[4],"data_offsets":[0,4]}}""", "lacks dtype" },
        { "no shape", """{"a":{"dtype":"U8","data_offsets":[0,4]}}""", "lacks shape" },
        { "no offsets", """{"a":{"dtype":"U8","shape":[4]}}""", "lacks data_offsets" },
        { "null dtype", """{"a":{"dtype":null,"shape":[4],"data_offsets":[0,4]}}""", "dtype of a is a Null" },
        { "unknown dtype", """{"a":{"dtype":"F33","shape":[1],"data_offsets":[0,4]}}""", "unknown dtype 'F33'" },
        { "one offset", """{"a":{"dtype":"U8","shape":[4],"data_offsets":[4]}}""", "two data_offsets" },
        { "offsets reversed", """{"a":{"dtype":"U8","shape":[4],"data_offsets":[4,0]}}""", "two data_offsets" },
        { "negative offset", """{"a":{"dtype":"U8","shape":[4],"data_offsets":[-4,0]}}""", "is no size" },
        { "fractional size", """{"a":{"dtype":"U8","shape":[4.5],"data_offsets":[0,4]}}""", "is no size" },
        { "negative size", """{"a":{"dtype":"U8","shape":[-4],"data_offsets":[0,4]}}""", "is no size" },
        { "size above 63 bits", """{"a":{"dtype":"U8","shape":[9223372036854775808],"data_offsets":[0,4]}}""", "is no size" },
        { "product wraps to 4", """{"a":{"dtype":"U8","shape":[4611686018427387905,4],"data_offsets":[0,4]}}""", "impossible shape" },
        { "product wraps but for a zero", """{"a":{"dtype":"U8","shape":[4294967296,4294967296,0],"data_offsets":[0,0]},"b":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", "impossible shape" },
        { "bytes wrap", """{"a":{"dtype":"F64","shape":[2305843009213693952],"data_offsets":[0,0]}}""", "needs 18446744073709551616 bytes" },
        { "size does not match", """{"a":{"dtype":"F16","shape":[4],"data_offsets":[0,4]}}""", "needs 8 bytes but its data_offsets span 4" },
        { "beyond the file", """{"a":{"dtype":"U8","shape":[5],"data_offsets":[0,5]}}""", "there are only 4 bytes" },
        { "data left over", """{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}}""", "take 3 bytes but the file holds 4" },
        { "hole", """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""", "neither overlap nor leave holes" },
        { "overlap", """{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""", "neither overlap nor leave holes" },
        { "same bytes twice", """{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", "neither overlap nor leave holes" },
        { "duplicate key", """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"\u0061":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""", "the key 'a' appears twice" },
        { "duplicate field", """{"a":{"dtype":"U8","dtype":"F32","shape":[4],"data_offsets":[0,4]}}""", "has 'dtype' twice" },
        { "metadata twice", """{"__metadata__":{},"__metadata__":{}}""", "appears twice" },
        { "metadata not text", """{"__metadata__":{"a":1}}""", "__metadata__.a is a Number" },
        { "half a surrogate pair", """{"\ud800":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", "is not the JSON it should be" },
        { "deep nesting", $$$"""{"a":{"x":{{{new string('[', 5000)}}}{{{new string(']', 5000)}}},"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", "is not the JSON it should be" },
        { "nested shape", """{"a":{"dtype":"U8","shape":[[4]],"data_offsets":[0,4]}}""", "shape of a is a StartArray" },
        { "too many dimensions", $$$"""{"a":{"dtype":"U8","shape":[4{{{string.Concat(Enumerable.Repeat(",1", 40))}}}],"data_offsets":[0,4]}}""", "more than 32 numbers" },
    };

    [Fact]
    public void Open_ValidFile_GivesEverything()
    {
        using TemporaryFile path = new("valid.safetensors", SafetensorsBytes.File(Encoding.UTF8.GetBytes(Valid), Data()));
        using SafetensorsFile file = SafetensorsFile.Open(path.FullName);

        Assert.Equal(["a", "half", "brain", "none", "one"], file.Names);
        Assert.Equal("pt", file.Metadata["format"]);
        Assert.True(file.Contains("a"));
        Assert.False(file.Contains("__metadata__"));
        Assert.Equal(new TensorShape(2, 3), file.Describe("a").Shape);
        Assert.Equal("BF16", file.Describe("brain").StoredType);
        Assert.Equal([0f, 1, 2, 3, 4, 5], file.Read("a").ToArray<float>());
        Assert.Equal(ElementType.Float16, file.Read("half").ElementType);
        Assert.Equal([(Half)1, (Half)(-2), (Half)0.5f, Half.PositiveInfinity], file.Read("half").ToArray<Half>());
        Assert.Equal([1f, -2, 0.5f, float.PositiveInfinity], file.ReadFloat32("half").ToArray<float>());
        Assert.Equal([1f, -3], file.ReadFloat32("brain").ToArray<float>());
        Assert.Equal([0f, 1, 2, 3, 4, 5], file.ReadFloat32("a").ToArray<float>());
        Assert.Empty(file.Read("none").ToArray<float>());
        Assert.Equal(-7L, Assert.Single(file.Read("one").ToArray<long>()));
    }

    /// <summary>The text encoder of models/mini-hoi, half-precision weights named as in transformers.</summary>
    [Fact]
    public void ReadFloat32_RealNetwork_IsFiniteEverywhere()
    {
        using SafetensorsFile file = SafetensorsFile.Open(Path.Combine(AppContext.BaseDirectory, "Weights", "text_encoder.safetensors"));

        Assert.True(file.Contains("text_model.final_layer_norm.weight"));
        foreach (string name in file.Names.Where(name => file.Describe(name).ElementType == ElementType.Float16))
        {
            using Tensor tensor = file.ReadFloat32(name);
            Assert.DoesNotContain(tensor.ToArray<float>(), value => !float.IsFinite(value));
        }
    }

    [Fact]
    public void Read_FileDisposed_ViewsStayValid()
    {
        using TemporaryFile path = new("valid.safetensors", SafetensorsBytes.File(Encoding.UTF8.GetBytes(Valid), Data()));
        SafetensorsFile file = SafetensorsFile.Open(path.FullName);
        Tensor view = file.Read("a");
        file.Dispose();
        GC.Collect();
        GC.WaitForPendingFinalizers();

        Assert.Equal([0f, 1, 2, 3, 4, 5], view.ToArray<float>());
        Assert.Throws<ObjectDisposedException>(() => file.Read("a"));
    }

    [Fact]
    public void Read_UnknownName_SaysWhichFile()
    {
        using TemporaryFile path = new("valid.safetensors", SafetensorsBytes.File(Encoding.UTF8.GetBytes(Valid), Data()));
        using SafetensorsFile file = SafetensorsFile.Open(path.FullName);

        SafetensorsException error = Assert.Throws<SafetensorsException>(() => file.Read("b"));

        Assert.Equal(path.FullName, error.Path);
        Assert.Contains("there is no tensor 'b' among the 5", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TypeWeDoNotHave_FailsOnlyThere()
    {
        const string Header = """{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[1],"data_offsets":[8,9]}}""";
        using TemporaryFile path = new("mixed.safetensors", SafetensorsBytes.File(Header, 9));
        using SafetensorsFile file = SafetensorsFile.Open(path.FullName);

        Assert.Equal(0, Assert.Single(file.Read("b").ToArray<byte>()));
        Assert.Contains("type F64, which is not supported", Assert.Throws<SafetensorsException>(() => file.Read("a")).Message, StringComparison.Ordinal);
        Assert.Contains("F32, F16 or BF16 is needed", Assert.Throws<SafetensorsException>(() => file.ReadFloat32("b")).Message, StringComparison.Ordinal);
    }

    /// <summary>Files of other kinds go about under this name; their first bytes tell.</summary>
    [Theory]
    [InlineData("PK\x03\x04\x14\0\0\0\0\0", "PyTorch saves pickles")]
    [InlineData("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20", "it is a pickle")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:0", "git lfs pull")]
    [InlineData("<!DOCTYPE html><html></html>", "a web page")]
    [InlineData("<html><body></body></html>", "a web page")]
    [InlineData("GGUF\x03\0\0\0\x10\0", "a GGUF file")]
    [InlineData("noise noise noise", "its header would be")]
    public void Open_AnotherFormat_SaysWhich(string content, string expected)
    {
        using TemporaryFile path = new("bad.safetensors", Encoding.Latin1.GetBytes(content));

        SafetensorsException error = Assert.Throws<SafetensorsException>(() => SafetensorsFile.Open(path.FullName));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    /// <summary>Opening a pipe would wait for a writer that never comes; a link to one as well.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Open_Pipe_IsRefusedUnopened(bool throughLink)
    {
        if (OperatingSystem.IsWindows())
        {
            // Pipes have no place in its file system.
            return;
        }

        using TemporaryFile path = new("pipe.safetensors");
        using (Process mkfifo = Process.Start("mkfifo", [path.FullName]))
        {
            await mkfifo.WaitForExitAsync();
        }

        string opened = throughLink ? $"{path.FullName}.link" : path.FullName;
        if (throughLink)
        {
            File.CreateSymbolicLink(opened, path.FullName);
        }

        Task<SafetensorsException> open = Task.Run(() => Assert.Throws<SafetensorsException>(() => SafetensorsFile.Open(opened)));

        Assert.Contains("no ordinary file", (await open.WaitAsync(TimeSpan.FromSeconds(30))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Open_MalformedHeader_SaysWhatIsWrong(string kind, string json, string expected)
    {
        using TemporaryFile path = new("bad.safetensors", SafetensorsBytes.File(json, 4));

        SafetensorsException error = Assert.Throws<SafetensorsException>(() => SafetensorsFile.Open(path.FullName));

        Assert.Equal(path.FullName, error.Path);
        Assert.True(error.Message.Contains(expected, StringComparison.Ordinal), $"{kind}: {error.Message}");
        Assert.True(error.Message.Length < 600, $"{kind}: the message is {error.Message.Length} characters long.");
    }

    [Fact]
    public void Open_NoUtf8_Throws()
    {
        byte[] json = Encoding.UTF8.GetBytes("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""");
        json[2] = 0xFF;

        AssertRefused(SafetensorsBytes.File(json, new byte[4]), "not valid UTF-8");
    }

    [Theory]
    [InlineData(0, "only 0 bytes")]
    [InlineData(7, "only 7 bytes")]
    public void Open_TooShort_Throws(int length, string expected) => AssertRefused(new byte[length], expected);

    [Theory]
    [InlineData(3, "the file has only 10")]
    [InlineData(100_000_001, "at most 100000000 are allowed")]
    [InlineData(ulong.MaxValue, "at most 100000000 are allowed")]
    public void Open_HeaderLongerThanAllowed_Throws(ulong length, string expected)
    {
        byte[] file = new byte[10];
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);

        AssertRefused(file, expected);
    }

    [Fact]
    public void Open_NoFile_Throws() => Assert.Throws<FileNotFoundException>(() => SafetensorsFile.Open(Path.Combine(AppContext.BaseDirectory, "none.safetensors")));

    /// <summary>Whatever happens to the bytes of a header, the file is refused by our exception or read in full: nothing else may escape.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Open_MutatedBytes_NeverFailsOtherwise(int seed)
    {
        Random random = new(seed);
        byte[] valid = SafetensorsBytes.File(Encoding.UTF8.GetBytes(Valid), Data());
        int headerEnd = valid.Length - Data().Length;
        int refused = 0;
        for (int round = 0; round < 1000; round++)
        {
            using TemporaryFile path = new("mutated.safetensors", Mutate(random, valid, headerEnd));
            try
            {
                using SafetensorsFile file = SafetensorsFile.Open(path.FullName);
                foreach (string name in file.Names.Where(name => file.Describe(name).ElementType != ElementType.Undefined))
                {
                    Assert.Equal(file.Describe(name).ByteLength, file.Read(name).ByteLength);
                }
            }
            catch (SafetensorsException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 500, 999);
    }

    private static byte[] Mutate(Random random, byte[] valid, int headerEnd)
    {
        List<byte> bytes = [.. valid];
        for (int change = random.Next(1, 4); change > 0; change--)
        {
            int at = random.Next(Math.Min(headerEnd, bytes.Count));
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] = (byte)"0123456789[]{},:\"\\u-. "[random.Next(22)];
                    break;
                case 2:
                    bytes.RemoveAt(at);
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)));
                    break;
            }
        }

        return [.. bytes];
    }

    private static void AssertRefused(byte[] content, string expected)
    {
        using TemporaryFile path = new("bad.safetensors", content);
        SafetensorsException error = Assert.Throws<SafetensorsException>(() => SafetensorsFile.Open(path.FullName));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static byte[] Data()
    {
        byte[] data = new byte[44];
        for (int i = 0; i < 6; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(i * 4), i);
        }

        // 1, -2, 0.5 and infinity in IEEE half precision; 1 and -3 in bfloat16.
        ushort[] halves = [0x3C00, 0xC000, 0x3800, 0x7C00, 0x3F80, 0xC040];
        for (int i = 0; i < halves.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(24 + (i * 2)), halves[i]);
        }

        BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(36), -7);
        return data;
    }
}
