namespace ReCorD.Cli.Configuration;

/// <summary>Where the networks run.</summary>
internal sealed class DeviceSettings
{
    /// <summary><c>cpu</c>, or <c>cuda</c>, <c>dml</c>, <c>webgpu</c>, <c>coreml</c> where the loaded ONNX Runtime has them.</summary>
    public string Name { get; set; } = "cpu";

    /// <summary>Threads of the networks. 0: one for each processor.</summary>
    public int Threads { get; set; }
}
