using System.Buffers.Binary;
using System.Text;

namespace ReCorD.Diffusion.Tests.Checkpoints;

/// <summary>Files with bytes changed at random.</summary>
public sealed class DamagedBytesTests : IDisposable
{
    private readonly BrokenFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Random bytes in configurations and headers: loaded (some mean nothing) or refused; the process lives on. The seed makes it repeatable.</summary>
    [Fact]
    public void RandomBytes_InEveryFile_NeverBreakMore()
    {
        Random random = new(20260101);
        string[] files = [.. BrokenFolder.Json, .. BrokenFolder.Weights, "tokenizer/merges.txt"];
        int refused = 0;
        const int Rounds = 240;
        for (int round = 0; round < Rounds; round++)
        {
            string file = files[round % files.Length];
            byte[] whole = File.ReadAllBytes(folder.Model.At(file));
            byte[] changed = Mutate(random, whole, file);
            File.WriteAllBytes(folder.Model.At(file), changed);
            refused += folder.Load($"round {round}, {file}") is null ? 0 : 1;
            File.WriteAllBytes(folder.Model.At(file), whole);
        }

        Assert.InRange(refused, Rounds / 3, Rounds);
    }

    /// <summary>One to four bytes set, bits flipped, pieces removed or doubled; in weights within the header, as data is free.</summary>
    private static byte[] Mutate(Random random, byte[] whole, string file)
    {
        int length = file.EndsWith(".safetensors", StringComparison.Ordinal) ? 8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(whole) : whole.Length;
        List<byte> changed = [.. whole];
        for (int i = random.Next(1, 5); i > 0; i--)
        {
            int at = random.Next(length);
            switch (random.Next(4))
            {
                case 0:
                    changed[at] = (byte)random.Next(256);
                    break;
                case 1:
                    changed[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    changed.RemoveRange(at, Math.Min(random.Next(1, 20), length - at));
                    length = Math.Min(length, changed.Count);
                    break;
                default:
                    changed.InsertRange(at, Encoding.ASCII.GetBytes(random.Next(2) == 0 ? "999999999999" : "{\"a\":["));
                    break;
            }
        }

        return [.. changed];
    }
}
