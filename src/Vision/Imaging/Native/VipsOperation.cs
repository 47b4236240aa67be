using System.Globalization;
using System.Runtime.InteropServices;

namespace ReCorD.Vision.Imaging.Native;

/// <summary>
/// One call of a libvips operation: arguments are set by name, then it is run. Numbers, enumerations and arrays go as text, which
/// libvips converts to the argument's own type. Names and arguments are those that <c>vips help</c> lists.
/// </summary>
internal sealed unsafe class VipsOperation : SafeHandle
{
    private readonly string name;

    internal VipsOperation(string name)
        : base(0, ownsHandle: true)
    {
        VipsLibrary.EnsureStarted();
        this.name = name;
        SetHandle(VipsNative.OperationNew(name));
        if (IsInvalid)
        {
            throw VipsException.FromErrorBuffer(name);
        }
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>Runs an operation that makes one image from one image.</summary>
    internal static VipsImage Apply(string name, VipsImage input, params ReadOnlySpan<(string Argument, string Value)> arguments)
    {
        using VipsOperation operation = new(name);
        operation.Set("in", input);
        foreach ((string argument, string value) in arguments)
        {
            operation.Set(argument, value);
        }

        return operation.RunToImage();
    }

    internal VipsOperation Set(string argument, string value)
    {
        if (VipsNative.ObjectSetArgument(handle, argument, value) != 0)
        {
            throw VipsException.FromErrorBuffer(name);
        }

        return this;
    }

    internal VipsOperation Set(string argument, int value) => Set(argument, value.ToString(CultureInfo.InvariantCulture));

    internal VipsOperation Set(string argument, double value) => Set(argument, value.ToString("R", CultureInfo.InvariantCulture));

    internal VipsOperation Set(string argument, VipsImage image)
    {
        GValue value = default;
        VipsNative.ValueInit(ref value, VipsNative.ImageType());
        VipsNative.ValueSetObject(ref value, image);
        SetValue(argument, ref value);
        return this;
    }

    /// <summary>Gives the operation a view of memory that the caller keeps pinned until every image made from it has been disposed.</summary>
    internal VipsOperation SetPinned(string argument, byte* data, int length)
    {
        nint blob = VipsNative.BlobNew(0, data, (nuint)length);
        GValue value = default;
        VipsNative.ValueInit(ref value, VipsNative.BlobType());
        VipsNative.ValueSetBoxed(ref value, blob);
        VipsNative.AreaUnref(blob);
        SetValue(argument, ref value);
        return this;
    }

    /// <summary>Runs the operation and returns its output image.</summary>
    internal VipsImage RunToImage()
    {
        Build();
        GValue value = default;
        VipsNative.ObjectGetProperty(handle, "out", ref value);
        VipsImage image = new(VipsNative.ValueDuplicateObject(ref value));
        VipsNative.ValueUnset(ref value);
        return image;
    }

    /// <summary>Runs a saver and returns the file's bytes.</summary>
    internal byte[] RunToBytes()
    {
        Build();
        GValue value = default;
        VipsNative.ObjectGetProperty(handle, "buffer", ref value);
        byte* data = VipsNative.ValueGetBlob(ref value, out nuint size);
        byte[] bytes = new ReadOnlySpan<byte>(data, checked((int)size)).ToArray();
        VipsNative.ValueUnset(ref value);
        return bytes;
    }

    protected override bool ReleaseHandle()
    {
        // An operation owns a reference to each of its outputs, also to those of a run that failed half way.
        VipsNative.ObjectUnrefOutputs(handle);
        VipsNative.ObjectUnref(handle);
        return true;
    }

    private void SetValue(string argument, ref GValue value)
    {
        VipsNative.ObjectSetProperty(handle, argument, ref value);
        VipsNative.ValueUnset(ref value);
    }

    private void Build()
    {
        if (VipsNative.ObjectBuild(handle) != 0)
        {
            throw VipsException.FromErrorBuffer(name);
        }
    }
}
