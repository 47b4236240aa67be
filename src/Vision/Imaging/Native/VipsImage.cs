using System.Runtime.InteropServices;
using ReCorD.Compute.Imaging;

namespace ReCorD.Vision.Imaging.Native;

/// <summary>One reference to a <c>VipsImage</c>. Pixels are computed when they are asked for; opening reads the header only.</summary>
internal sealed unsafe class VipsImage : SafeHandle
{
    private const int UnsignedChar = 0;

    /// <summary>Takes over the reference.</summary>
    internal VipsImage(nint pointer)
        : base(0, ownsHandle: true)
        => SetHandle(pointer);

    public override bool IsInvalid => handle == 0;

    internal int Width => VipsNative.ImageWidth(this);

    internal int Height => VipsNative.ImageHeight(this);

    /// <summary>Channels of a pixel.</summary>
    internal int Bands => VipsNative.ImageBands(this);

    internal bool HasAlpha => VipsNative.ImageHasAlpha(this) != 0;

    /// <summary>A copy of the picture, marked as 8-bit sRGB.</summary>
    internal static VipsImage From(RgbImage picture)
    {
        VipsLibrary.EnsureStarted();
        fixed (byte* pixels = picture.Pixels)
        {
            nint pointer = VipsNative.ImageFromMemoryCopy(pixels, (nuint)picture.Pixels.Length, picture.Width, picture.Height, 3, UnsignedChar);
            if (pointer == 0)
            {
                throw VipsException.FromErrorBuffer("vips_image_new_from_memory_copy");
            }

            using VipsImage unmarked = new(pointer);
            return VipsOperation.Apply("copy", unmarked, ("interpretation", "srgb"));
        }
    }

    internal bool HasMetadata(string name) => VipsNative.ImageTypeOf(this, name) != 0;

    /// <summary>Computes all pixels; rows from the top, channels of a pixel side by side, one byte each if the image is 8-bit.</summary>
    internal byte[] ToBytes()
    {
        byte* pixels = VipsNative.ImageWriteToMemory(this, out nuint size);
        if (pixels == null)
        {
            throw VipsException.FromErrorBuffer("vips_image_write_to_memory");
        }

        try
        {
            return new ReadOnlySpan<byte>(pixels, checked((int)size)).ToArray();
        }
        finally
        {
            VipsNative.Free(pixels);
        }
    }

    protected override bool ReleaseHandle()
    {
        VipsNative.ObjectUnref(handle);
        return true;
    }
}
