using System.Runtime.InteropServices;

namespace ReCorD.Vision.Imaging.Native;

/// <summary>GLib's <c>GValue</c>: a type number and two 8-byte unions (<c>gobject/gvalue.h</c>). Zeroed means "no value yet".</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GValue
{
    public nuint Type;
    public long First;
    public long Second;
}
