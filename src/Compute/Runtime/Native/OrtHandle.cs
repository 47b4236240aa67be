using System.Runtime.InteropServices;

namespace ReCorD.Compute.Runtime.Native;

/// <summary>An object of ONNX Runtime that we own and release.</summary>
internal abstract unsafe class OrtHandle : SafeHandle
{
    private readonly OrtFunction release;

    protected OrtHandle(nint pointer, OrtFunction release)
        : base(0, ownsHandle: true)
    {
        this.release = release;
        SetHandle(pointer);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The address. Valid while the handle is open: the caller keeps it alive over the native call.</summary>
    public nint Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed || IsInvalid, this);
            return handle;
        }
    }

    /// <summary>Gives the object to ONNX Runtime, which releases it from now on.</summary>
    public void HandOver() => SetHandleAsInvalid();

    protected override bool ReleaseHandle()
    {
        ((delegate* unmanaged<nint, void>)OrtLibrary.Function(release))(handle);
        return true;
    }
}
