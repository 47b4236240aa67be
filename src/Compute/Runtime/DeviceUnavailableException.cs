namespace ReCorD.Compute.Runtime;

/// <summary>The device asked for cannot be used by the loaded ONNX Runtime.</summary>
public sealed class DeviceUnavailableException : Exception
{
    internal DeviceUnavailableException(string device, IReadOnlyList<string> available, string reason, Exception? inner = null)
        : base($"The device '{device}' cannot be used: {reason} The loaded ONNX Runtime has: {string.Join(", ", available)}.", inner)
    {
        Device = device;
        Available = available;
        Reason = reason;
    }

    /// <summary>The device asked for.</summary>
    public string Device { get; }

    /// <summary>Why, as a sentence without its subject.</summary>
    public string Reason { get; }

    /// <summary>The devices that the loaded library was built with.</summary>
    public IReadOnlyList<string> Available { get; }
}
