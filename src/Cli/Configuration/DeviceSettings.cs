namespace ReCorD.Cli.Configuration;

/// <summary>Where and how the networks run.</summary>
internal sealed record DeviceSettings
{
    /// <summary><c>cpu</c>; <c>cuda</c>, <c>dml</c>, <c>webgpu</c>, <c>coreml</c> where the loaded ONNX Runtime has them; or <c>auto</c>, the first of these that works, else the processor.</summary>
    public string Name { get; set; } = "cpu";

    /// <summary><c>single</c>, <c>half</c>, or <c>auto</c>: half where the device is not the processor and computes with it.</summary>
    public string Precision { get; set; } = "auto";

    /// <summary>Threads of the networks. 0: one for each processor.</summary>
    public int Threads { get; set; }

    /// <summary>Side in pixels of the tiles in which larger pictures are decoded. 0: the size that the autoencoder was trained on. Null: pictures are decoded whole.</summary>
    public int? VaeTiling { get; set; }

    /// <summary>Whether attention is cut into smaller blocks than is fastest, to save memory.</summary>
    public bool AttentionSlicing { get; set; }

    /// <summary>Options of each device under ONNX Runtime's own names, as <c>Device:Options:cuda:device_id</c>.</summary>
    public Dictionary<string, Dictionary<string, string>> Options { get; set; } = [];
}
