using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Compute.Runtime;

/// <summary>
/// Finds out which devices work. That a library was built with a device says little: its driver, a further library or the hardware may be missing, so a
/// small product of matrices is computed there and its result compared.
/// </summary>
public static class DeviceProbe
{
    /// <summary>Asks for the first device that works.</summary>
    public const string Auto = "auto";

    /// <summary>Session key that makes a node without a kernel on the device an error; otherwise the processor would silently compute it.</summary>
    private const string NoFallback = "session.disable_cpu_ep_fallback";

    private const int Side = 8;

    /// <summary>Relative: devices may multiply with 10 bits (TensorFloat-32).</summary>
    private const float Tolerance = 1e-2f;

    /// <summary>Fastest first. WebGPU is last: it reaches the same hardware through one more layer.</summary>
    private static readonly string[] Order = ["cuda", "dml", "coreml", "webgpu", LastResort];

    private const string LastResort = "cpu";

    /// <summary>The words that a user may name a device by.</summary>
    public static IReadOnlyList<string> Names { get; } = [Auto, "cpu", "cuda", "dml", "webgpu", "coreml"];

    /// <summary>The device that is asked for, or, for <see cref="Auto"/>, the first that works; at last the processor.</summary>
    /// <param name="runtime">The runtime whose library is asked.</param>
    /// <param name="device">One of <see cref="Names"/>. A device that is named outright is not tried here: a session says what is wrong with it.</param>
    /// <param name="settings">The settings of a session on a device: its options.</param>
    /// <param name="cancellationToken">Stops between two devices.</param>
    public static DeviceChoice Choose(ComputeRuntime runtime, string device, Func<string, SessionSettings> settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(runtime);
        ArgumentNullException.ThrowIfNull(settings);
        List<RejectedDevice> rejected = [];
        foreach (string candidate in device == Auto ? Order.Where(runtime.AvailableDevices.Contains) : [device])
        {
            cancellationToken.ThrowIfCancellationRequested();
            SessionSettings session = settings(candidate) with { Device = candidate };
            if (candidate == device || candidate == LastResort || WhyNot(runtime, session) is not { } reason)
            {
                return new DeviceChoice(session, rejected);
            }

            rejected.Add(new RejectedDevice(candidate, reason));
        }

        throw new DeviceUnavailableException(device, runtime.AvailableDevices, "none of the library's devices works.");
    }

    /// <summary>Why the settings' device cannot be used, as a sentence without its subject; null where it computes what it should.</summary>
    /// <param name="runtime">The runtime whose library is asked.</param>
    /// <param name="settings">Device and its options.</param>
    /// <param name="type">What is multiplied: float32, or float16, for which not every device has kernels.</param>
    public static string? WhyNot(ComputeRuntime runtime, SessionSettings settings, ElementType type = ElementType.Float32)
    {
        ArgumentNullException.ThrowIfNull(settings);
        float[] numbers = [.. Enumerable.Range(0, Side * Side).Select(i => ((i * 5 % 7) - 3) / 4f)];
        GraphBuilder g = new("device");
        Value matrix = g.Input("x", ElementType.Float32, Side, Side).Cast(type);
        Value product = matrix.MatMul(g.Constant<float>(numbers, Side, Side).Cast(type)).Cast(ElementType.Float32);
        try
        {
            SessionSettings strict = settings.Device == LastResort ? settings : settings with { ConfigEntries = settings.ConfigEntries.SetItem(NoFallback, "1") };
            using Session session = Session.Create(runtime, g.Build(KeyValuePair.Create("product", product)), strict);
            using Tensor input = Tensor.From(numbers, Side, Side);
            using Tensor output = session.Run(new Dictionary<string, Tensor> { ["x"] = input })["product"];
            return Agrees(output.AsSpan<float>(), numbers) ? null : "it multiplied two matrices wrongly.";
        }
        catch (DeviceUnavailableException error)
        {
            return error.Reason;
        }
        catch (OrtException error)
        {
            return $"it failed to compute ({error.Message.TrimEnd('.', ' ', '\n')}).";
        }
    }

    private static bool Agrees(ReadOnlySpan<float> product, float[] matrix)
    {
        for (int row = 0; row < Side; row++)
        {
            for (int column = 0; column < Side; column++)
            {
                float expected = 0;
                for (int k = 0; k < Side; k++)
                {
                    expected += matrix[(row * Side) + k] * matrix[(k * Side) + column];
                }

                if (!(Math.Abs(product[(row * Side) + column] - expected) <= Tolerance * Side))
                {
                    return false;
                }
            }
        }

        return true;
    }
}

/// <summary>The device to use, and those that were tried before it.</summary>
/// <param name="Session">Settings for sessions there; their device is never <see cref="DeviceProbe.Auto"/>.</param>
/// <param name="Rejected">Devices of the library that do not work here, with the reason.</param>
public sealed record DeviceChoice(SessionSettings Session, IReadOnlyList<RejectedDevice> Rejected);

/// <summary>A device that does not work here.</summary>
public sealed record RejectedDevice(string Device, string Reason);
