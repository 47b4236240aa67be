namespace ReCorD.Compute.Runtime.Native;

/// <summary>A session. It keeps the environment, whose threads it uses, open until it is released itself.</summary>
internal sealed class SessionHandle : OrtHandle
{
    private readonly EnvironmentHandle environment;

    public SessionHandle(nint pointer, EnvironmentHandle environment)
        : base(pointer, OrtFunction.ReleaseSession)
    {
        bool added = false;
        environment.DangerousAddRef(ref added);
        this.environment = environment;
    }

    protected override bool ReleaseHandle()
    {
        bool released = base.ReleaseHandle();
        environment.DangerousRelease();
        return released;
    }
}
