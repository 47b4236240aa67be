namespace ReCorD.Compute.Runtime.Native;

internal static unsafe partial class OrtApi
{
    public static BindingHandle CreateBinding(SessionHandle session)
    {
        nint binding;
        Check(((delegate* unmanaged<nint, nint*, nint>)OrtLibrary.Function(OrtFunction.CreateIoBinding))(session.Pointer, &binding));
        return new BindingHandle(binding, session);
    }

    public static void BindInput(BindingHandle binding, string name, ValueHandle value) => Bind(OrtFunction.BindInput, binding, name, value);

    public static void BindOutput(BindingHandle binding, string name, ValueHandle value) => Bind(OrtFunction.BindOutput, binding, name, value);

    public static void Run(SessionHandle session, RunOptionsHandle options, BindingHandle binding)
    {
        Check(((delegate* unmanaged<nint, nint, nint, nint>)OrtLibrary.Function(OrtFunction.RunWithBinding))(session.Pointer, options.Pointer, binding.Pointer));
    }

    /// <summary>The binding takes its own count of the value.</summary>
    private static void Bind(OrtFunction function, BindingHandle binding, string name, ValueHandle value)
    {
        fixed (byte* text = Utf8(name))
        {
            Check(((delegate* unmanaged<nint, byte*, nint, nint>)OrtLibrary.Function(function))(binding.Pointer, text, value.Pointer));
        }
    }
}
