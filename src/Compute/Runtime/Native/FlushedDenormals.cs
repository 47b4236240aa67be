using System.Runtime.InteropServices;

namespace ReCorD.Compute.Runtime.Native;

/// <summary>
/// Makes the calling thread flush tiny numbers to zero until disposal. ONNX Runtime sets this for the threads of its pool alone, but the caller of a run computes too: without
/// it a result would depend on which thread computed which part, and be slow where that was the caller's.
/// </summary>
/// <remarks>Only on x64, as in ONNX Runtime. Sets bits of the processor's MXCSR by way of the C library, since .NET has no access to it.</remarks>
internal readonly unsafe ref struct FlushedDenormals
{
    /// <summary>"Flush to zero" for results and "denormals are zero" for operands.</summary>
    private const uint Flush = 0x8040;

    private static readonly ControlRegister? Register = ControlRegister.Find();

    private readonly uint before;

    private FlushedDenormals(uint before) => this.before = before;

    /// <summary>From here on, where the C library allows it.</summary>
    public static FlushedDenormals Begin() => new(Register?.Set(Flush, Flush) ?? 0);

    public void Dispose() => Register?.Set(Flush, before);

    /// <summary>MXCSR in the C library's <c>fenv_t</c> (Linux, macOS) or by its own function (Windows).</summary>
    private sealed class ControlRegister
    {
        private const string WindowsFunction = "_controlfp_s", SetFunction = "fesetenv";
        private const int EnvironmentSize = 64;

        /// <summary>Place of MXCSR in <c>fenv_t</c>, from <c>fenv.h</c> of glibc and musl, and of macOS.</summary>
        private const int LinuxOffset = 28, MacOffset = 4;

        /// <summary><c>_MCW_DN</c>, <c>_DN_FLUSH</c> and <c>_DN_SAVE</c> of <c>float.h</c>.</summary>
        private const uint WindowsMask = 0x03000000, WindowsFlush = 0x01000000;

        private readonly int offset;
        private readonly delegate* unmanaged<byte*, int> get, set;
        private readonly delegate* unmanaged<uint*, uint, uint, int> control;

        private ControlRegister(nint library)
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

        public static ControlRegister? Find()
        {
            string[] names = OperatingSystem.IsWindows() ? ["ucrtbase.dll"] : OperatingSystem.IsMacOS() ? ["libSystem.dylib"] : ["libm.so.6", "libc.musl-x86_64.so.1"];
            string function = OperatingSystem.IsWindows() ? WindowsFunction : SetFunction;
            foreach (string name in RuntimeInformation.ProcessArchitecture == Architecture.X64 ? names : [])
            {
                if (NativeLibrary.TryLoad(name, out nint library) && NativeLibrary.TryGetExport(library, function, out _))
                {
                    return new ControlRegister(library);
                }
            }

            return null;
        }

        /// <summary>Sets the bits of a mask to those of a value, and gives what they were.</summary>
        public uint Set(uint mask, uint value)
        {
            if (control is not null)
            {
                uint word;
                _ = control(&word, 0, 0);
                uint flushed = (word & WindowsMask) == WindowsFlush ? mask : 0;
                _ = control(&word, value == 0 ? 0 : WindowsFlush, WindowsMask);
                return flushed;
            }

            byte* environment = stackalloc byte[EnvironmentSize];
            _ = get(environment);
            uint* register = (uint*)(environment + offset);
            uint before = *register & mask;
            *register = (*register & ~mask) | value;
            _ = set(environment);
            return before;
        }
    }
}
