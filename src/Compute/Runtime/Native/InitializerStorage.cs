namespace ReCorD.Compute.Runtime.Native;

/// <summary>Whose memory an initializer of a model uses.</summary>
internal enum InitializerStorage
{
    /// <summary>ONNX Runtime copies the data.</summary>
    Copied,

    /// <summary>ONNX Runtime reads the data where it is. It must be at least <see cref="ModelAssembly.SmallestBorrowed"/> bytes.</summary>
    Borrowed,
}
