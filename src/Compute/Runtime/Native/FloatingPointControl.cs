using System.Runtime.InteropServices;

namespace ReCorD.Compute.Runtime.Native;

/// <summary>What a thread of an x64 processor does with tiny numbers: bits of MXCSR, set by way of the C library, since .NET has no access to them.</summary>
internal sealed unsafe class FloatingPointControl
{
    private const string WindowsFunction = "_controlfp_s", SetFunction = "fesetenv";
    private const int EnvironmentSize = 64;

    /// <summary>Place of MXCSR in <c>fenv_t</c>, from <c>fenv.h</c> of glibc and musl, and of macOS.</summary>
    private const int LinuxOffset = 28, MacOffset = 4;

    /// <summary>MXCSR: "flush to zero" for results and "denormals are zero" for operands.</summary>
    private const uint RegisterResults = 0x8000, RegisterOperands = 0x0040;

    /// <summary><c>_MCW_DN</c>, <c>_DN_FLUSH</c> and <c>_DN_SAVE_OPERANDS_FLUSH_RESULTS</c> of <c>float.h</c>.</summary>
    private const uint WindowsMask = 0x03000000, WindowsAll = 0x01000000, WindowsResults = 0x03000000;

    private readonly int offset;
    private readonly delegate* unmanaged<byte*, int> get, set;
    private readonly delegate* unmanaged<uint*, uint, uint, int> control;

    private FloatingPointControl(nint library)
    {
        offset = OperatingSystem.IsMacOS() ? MacOffset : LinuxOffset;
        if (OperatingSystem.IsWindows())
        {
            control = (delegate* unmanaged<uint*, uint, uint, int>)NativeLibrary.GetExport(library, WindowsFunction);
            return;
        }

        get = (delegate* unmanaged<byte*, int>)NativeLibrary.GetExport(library, "fegetenv");
        set = (delegate* unmanaged<byte*, int>)NativeLibrary.GetExport(library, SetFunction);
    }

    /// <summary>State in which tiny operands and results are zero.</summary>
    public uint FlushAll => control is not null ? WindowsAll : RegisterResults | RegisterOperands;

    /// <summary>State in which tiny results are zero.</summary>
    public uint FlushResults => control is not null ? WindowsResults : RegisterResults;

    /// <summary>Null where the processor is another or the C library has no such function.</summary>
    public static FloatingPointControl? Find()
    {
        string[] names = OperatingSystem.IsWindows() ? ["ucrtbase.dll"] : OperatingSystem.IsMacOS() ? ["libSystem.dylib"] : ["libm.so.6", "libc.musl-x86_64.so.1"];
        string function = OperatingSystem.IsWindows() ? WindowsFunction : SetFunction;
        foreach (string name in RuntimeInformation.ProcessArchitecture == Architecture.X64 ? names : [])
        {
            if (NativeLibrary.TryLoad(name, out nint library) && NativeLibrary.TryGetExport(library, function, out _))
            {
                return new FloatingPointControl(library);
            }
        }

        return null;
    }

    /// <summary>Sets the calling thread's state, and gives what it was.</summary>
    public uint Set(uint state)
    {
        if (control is not null)
        {
            uint word, ignored;
            _ = control(&word, 0, 0);
            _ = control(&ignored, state, WindowsMask);
            return word & WindowsMask;
        }

        const uint mask = RegisterResults | RegisterOperands;
        byte* environment = stackalloc byte[EnvironmentSize];
        _ = get(environment);
        uint* register = (uint*)(environment + offset);
        uint before = *register & mask;
        *register = (*register & ~mask) | state;
        _ = set(environment);
        return before;
    }
}
