using System.Text;
using ReCorD.Compute.Weights;

namespace ReCorD.Compute.Tests.Weights;

public sealed class SafetensorsWriterTests
{
    [Fact]
    public void Write_EveryType_ReadsBackTheSame()
    {
        using TemporaryFile path = new("all.safetensors");
        (string Name, Tensor Tensor)[] tensors =
        [
            ("bool", Tensor.From([true, false, true], 3)),
            ("bytes", Tensor.From(new byte[] { 1, 2, 3 }, 3)),
            ("half", Tensor.From([(Half)1.5f], 1)),
            ("brain", BrainTensor(0x3FC0)),
            ("int", Tensor.From([1, -2], 1, 2)),
            ("float", Tensor.From([1.5f, float.NaN, -0f], 3)),
            ("long", Tensor.From([long.MinValue], 1)),
            ("scalar \"quoted\" é\n", Tensor.From([2.5f])),
            ("empty", new Tensor(ElementType.Float32, new TensorShape(3, 0))),
        ];

        SafetensorsWriter.Write(path.FullName, tensors, new Dictionary<string, string> { ["note"] = "π" });

        using SafetensorsFile file = SafetensorsFile.Open(path.FullName);
        Assert.Equal("π", file.Metadata["note"]);
        Assert.Equal(tensors.Length, file.Names.Count());
        foreach ((string name, Tensor tensor) in tensors)
        {
            Tensor read = file.Read(name);
            Assert.Equal(tensor.ElementType, read.ElementType);
            Assert.Equal(tensor.Shape, read.Shape);
            Assert.Equal(Bytes(tensor), Bytes(read));
            Assert.Equal(0, read.Pointer % tensor.ElementType.ByteSize());
        }

        Assert.Equal(["all.safetensors"], path.Siblings);
    }

    [Fact]
    public void Write_OneTensor_GivesTheBytesOfTheFormat()
    {
        using TemporaryFile path = new("one.safetensors");

        SafetensorsWriter.Write(path.FullName, [("a", Tensor.From([1f, 2f], 2))]);

        // {"a":…} is 52 bytes long and padded with spaces to 56.
        byte[] expected = SafetensorsBytes.File(
            Encoding.UTF8.GetBytes("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}  """),
            [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]);
        Assert.Equal(expected, File.ReadAllBytes(path.FullName));
    }

    [Theory]
    [InlineData("a", "given twice")]
    [InlineData("__metadata__", "reserved")]
    public void Write_BadName_ThrowsAndLeavesTheOldFile(string name, string expected)
    {
        using TemporaryFile path = new("kept.safetensors", "old"u8);

        ArgumentException error = Assert.Throws<ArgumentException>(
            () => SafetensorsWriter.Write(path.FullName, [("a", Tensor.From([1f])), (name, Tensor.From([1f]))]));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(path.FullName));
    }

    [Fact]
    public void Write_FailsHalfway_LeavesNothingNew()
    {
        using TemporaryFile path = new("kept.safetensors", "old"u8);
        Tensor gone = Tensor.From([1f]);
        gone.Dispose();

        Assert.Throws<ObjectDisposedException>(() => SafetensorsWriter.Write(path.FullName, [("a", Tensor.From([1f])), ("b", gone)]));

        Assert.Equal("old", File.ReadAllText(path.FullName));
        Assert.Equal(["kept.safetensors"], path.Siblings);
    }

    [Fact]
    public void Write_TensorsMadeOneByOne_GivesTheSameBytesAndKeepsNone()
    {
        using TemporaryFile whole = new("whole.safetensors");
        using TemporaryFile streamed = new("streamed.safetensors");
        (string Name, Tensor Tensor)[] tensors = [("half", Tensor.From([(Half)1.5f, (Half)2], 2)), ("long", Tensor.From([3L], 1)), ("float", Tensor.From([4f, 5, 6], 3, 1))];
        List<Tensor> made = [];
        Progress written = new();

        SafetensorsWriter.Write(whole.FullName, tensors);
        SafetensorsWriter.Write(
            streamed.FullName, [.. tensors.Select(entry => new SafetensorsItem(entry.Name, entry.Tensor.ElementType, entry.Tensor.Shape))],
            item =>
            {
                Assert.All(made, tensor => Assert.Throws<ObjectDisposedException>(() => tensor.Pointer));
                made.Add(tensors.Single(entry => entry.Name == item.Name).Tensor);
                return made[^1];
            },
            written: written);

        Assert.Equal(File.ReadAllBytes(whole.FullName), File.ReadAllBytes(streamed.FullName));
        Assert.Equal([8L, 20, 24], written.Reports);
        Assert.Equal(["long", "float", "half"], made.Select(tensor => tensors.Single(entry => ReferenceEquals(entry.Tensor, tensor)).Name));
    }

    [Fact]
    public void Write_TensorOfAnotherShape_ThrowsAndLeavesTheOldFile()
    {
        using TemporaryFile path = new("kept.safetensors", "old"u8);

        ArgumentException error = Assert.Throws<ArgumentException>(
            () => SafetensorsWriter.Write(path.FullName, [new SafetensorsItem("a", ElementType.Float32, new TensorShape(2))], _ => Tensor.From([1f, 2], 1, 2)));

        Assert.Contains("'a' was announced as Float32 [2] but made as Float32 [1, 2]", error.Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(path.FullName));
        Assert.Equal(["kept.safetensors"], path.Siblings);
    }

    [Fact]
    public void Write_Cancelled_LeavesTheOldFile()
    {
        using TemporaryFile path = new("kept.safetensors", "old"u8);
        using CancellationTokenSource cancellation = new();
        SafetensorsItem[] items = [.. Enumerable.Range(0, 4).Select(i => new SafetensorsItem($"{i}", ElementType.Float32, new TensorShape(1)))];
        int made = 0;

        Assert.Throws<OperationCanceledException>(() => SafetensorsWriter.Write(
            path.FullName, items,
            _ =>
            {
                if (++made == 2)
                {
                    cancellation.Cancel();
                }

                return Tensor.From([1f], 1);
            },
            cancellationToken: cancellation.Token));

        Assert.Equal(2, made);
        Assert.Equal("old", File.ReadAllText(path.FullName));
        Assert.Equal(["kept.safetensors"], path.Siblings);
    }

    private static Tensor BrainTensor(ushort bits)
    {
        Tensor tensor = new(ElementType.BFloat16, new TensorShape(1));
        tensor.AsSpan<ushort>()[0] = bits;
        return tensor;
    }

    private static unsafe byte[] Bytes(Tensor tensor) => new Span<byte>((void*)tensor.Pointer, (int)tensor.ByteLength).ToArray();

    private sealed class Progress : IProgress<long>
    {
        public List<long> Reports { get; } = [];

        public void Report(long value) => Reports.Add(value);
    }
}
