namespace ReCorD.Compute.Weights;

/// <summary>Tells by its first bytes what a file is that is no safetensors file: others go about under that name.</summary>
internal static class ForeignFormat
{
    private const byte PickleProtocol = 0x80;
    private const byte NewestProtocol = 5;

    private const string Danger = "reading one can run any program that is hidden in it, so it is not opened. Take the model as .safetensors, or convert it where you trust its source";

    /// <summary>What the file is and what to do, without a full stop; null where the bytes tell nothing.</summary>
    /// <param name="beginning">At least four of its bytes.</param>
    public static string? Describe(ReadOnlySpan<byte> beginning)
        => beginning.StartsWith("PK\x03\x04"u8) ? $"it is a zip archive, in which PyTorch saves pickles (.ckpt, .pt, .bin): {Danger}"
            : beginning[0] == PickleProtocol && beginning[1] is >= 2 and <= NewestProtocol ? $"it is a pickle (.ckpt, .pt, .bin): {Danger}"
            : beginning.StartsWith("version "u8) ? "it is a pointer of Git LFS, which only stands for the file. Fetch the file itself with 'git lfs pull', or download it"
            : beginning.StartsWith("<!"u8) || beginning.StartsWith("<htm"u8) || beginning.StartsWith("<HTM"u8) ? "it is a web page, perhaps one that asks to log in. Download the file itself"
            : beginning.StartsWith("GGUF"u8) ? "it is a GGUF file, whose quantised weights are not read. Take the model as .safetensors"
            : null;
}
