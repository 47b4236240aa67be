namespace ReCorD.Compute.Runtime.Native;

/// <summary>
/// One count of ONNX Runtime's environment. The library keeps a single environment per process; asking again while it lives gives
/// the same one and ignores the new arguments silently, so the settings it was made with are kept here and compared.
/// </summary>
internal sealed unsafe class EnvironmentHandle : OrtHandle
{
    private static readonly Lock Gate = new();
    private static int count;
    private static ThreadSettings? current;

    private EnvironmentHandle(nint pointer)
        : base(pointer, OrtFunction.ReleaseEnv)
    {
    }

    /// <exception cref="InvalidOperationException">The environment lives with other settings.</exception>
    public static EnvironmentHandle Open(ThreadSettings settings)
    {
        lock (Gate)
        {
            if (count > 0 && current != settings)
            {
                throw new InvalidOperationException(
                    $"ONNX Runtime has one thread pool per process and it was started with {current}; it cannot also have {settings}. Use the same settings, or dispose every runtime and session first.");
            }

            EnvironmentHandle environment = new(Create(settings));
            current = settings;
            count++;
            return environment;
        }
    }

    protected override bool ReleaseHandle()
    {
        lock (Gate)
        {
            count--;
            return base.ReleaseHandle();
        }
    }

    private static nint Create(ThreadSettings settings)
    {
        using ThreadingOptionsHandle threading = OrtApi.CreateThreadingOptions(settings);
        nint environment = OrtApi.CreateEnvironment(threading, &RuntimeLog.Write);
        if (count == 0)
        {
            OrtApi.RegisterSharedArena(environment);
        }

        return environment;
    }
}
