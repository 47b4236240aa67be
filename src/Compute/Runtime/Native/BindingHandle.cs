namespace ReCorD.Compute.Runtime.Native;

/// <summary>Values bound to a session's inputs and outputs. It keeps the session open until it is released itself.</summary>
internal sealed class BindingHandle : OrtHandle
{
    private readonly SessionHandle session;

    public BindingHandle(nint pointer, SessionHandle session)
        : base(pointer, OrtFunction.ReleaseIoBinding)
    {
        bool added = false;
        session.DangerousAddRef(ref added);
        this.session = session;
    }

    protected override bool ReleaseHandle()
    {
        bool released = base.ReleaseHandle();
        session.DangerousRelease();
        return released;
    }
}
