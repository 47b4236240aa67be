using System.Runtime.InteropServices;

namespace ReCorD.Compute.Runtime.Native;

/// <summary>A C array of zero-terminated UTF-8 strings.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly nint[] strings;
    private GCHandle pin;

    public NativeStrings(IEnumerable<string> texts)
    {
        strings = [.. texts.Select(Marshal.StringToCoTaskMemUTF8)];
        pin = GCHandle.Alloc(strings, GCHandleType.Pinned);
    }

    public nuint Count => (nuint)strings.Length;

    public nint* Pointer => (nint*)pin.AddrOfPinnedObject();

    public void Dispose()
    {
        if (!pin.IsAllocated)
        {
            return;
        }

        pin.Free();
        foreach (nint text in strings)
        {
            Marshal.FreeCoTaskMem(text);
        }
    }
}
