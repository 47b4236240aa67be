using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ReCorD.Vision.Imaging.Native;

/// <summary>
/// The entries of libvips and of the GLib inside it that the binding stands on. Only entries without variable arguments: C# cannot
/// call the others portably (on arm64 macOS variable arguments go over the stack). Names are those of the C headers.
/// </summary>
internal static unsafe partial class VipsNative
{
    private const string Library = VipsLibrary.ImportName;

    [LibraryImport(Library, EntryPoint = "vips_init", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Init(string programName);

    [LibraryImport(Library, EntryPoint = "vips_version")]
    internal static partial int Version(int part);

    [LibraryImport(Library, EntryPoint = "vips_cache_set_max")]
    internal static partial void CacheSetMaximum(int operations);

    /// <summary>The collected messages, cleared afterwards; to be freed by <see cref="Free"/>.</summary>
    [LibraryImport(Library, EntryPoint = "vips_error_buffer_copy")]
    internal static partial byte* TakeErrors();

    [LibraryImport(Library, EntryPoint = "vips_operation_new", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint OperationNew(string name);

    [LibraryImport(Library, EntryPoint = "vips_object_set_argument_from_string", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ObjectSetArgument(nint vipsObject, string name, string value);

    [LibraryImport(Library, EntryPoint = "vips_object_build")]
    internal static partial int ObjectBuild(nint vipsObject);

    [LibraryImport(Library, EntryPoint = "vips_object_unref_outputs")]
    internal static partial void ObjectUnrefOutputs(nint vipsObject);

    [LibraryImport(Library, EntryPoint = "vips_image_get_type")]
    internal static partial nuint ImageType();

    [LibraryImport(Library, EntryPoint = "vips_image_get_width")]
    internal static partial int ImageWidth(VipsImage image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_height")]
    internal static partial int ImageHeight(VipsImage image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_bands")]
    internal static partial int ImageBands(VipsImage image);

    [LibraryImport(Library, EntryPoint = "vips_image_hasalpha")]
    internal static partial int ImageHasAlpha(VipsImage image);

    /// <summary>GType of a piece of metadata, 0 where the image has none of that name.</summary>
    [LibraryImport(Library, EntryPoint = "vips_image_get_typeof", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nuint ImageTypeOf(VipsImage image, string name);

    [LibraryImport(Library, EntryPoint = "vips_image_new_from_memory_copy")]
    internal static partial nint ImageFromMemoryCopy(byte* data, nuint size, int width, int height, int bands, int format);

    /// <summary>All pixels, band-interleaved; to be freed by <see cref="Free"/>.</summary>
    [LibraryImport(Library, EntryPoint = "vips_image_write_to_memory")]
    internal static partial byte* ImageWriteToMemory(VipsImage image, out nuint size);

    [LibraryImport(Library, EntryPoint = "vips_blob_get_type")]
    internal static partial nuint BlobType();

    /// <summary>A counted view of memory; without a free function it never frees it.</summary>
    [LibraryImport(Library, EntryPoint = "vips_blob_new")]
    internal static partial nint BlobNew(nint freeFunction, byte* data, nuint size);

    [LibraryImport(Library, EntryPoint = "vips_area_unref")]
    internal static partial void AreaUnref(nint area);

    [LibraryImport(Library, EntryPoint = "vips_value_get_blob")]
    internal static partial byte* ValueGetBlob(ref GValue value, out nuint size);

    [LibraryImport(Library, EntryPoint = "g_value_init")]
    internal static partial GValue* ValueInit(ref GValue value, nuint type);

    [LibraryImport(Library, EntryPoint = "g_value_unset")]
    internal static partial void ValueUnset(ref GValue value);

    [LibraryImport(Library, EntryPoint = "g_value_set_object")]
    internal static partial void ValueSetObject(ref GValue value, VipsImage image);

    [LibraryImport(Library, EntryPoint = "g_value_set_boxed")]
    internal static partial void ValueSetBoxed(ref GValue value, nint boxed);

    /// <summary>The object inside, with a reference of its own for the caller.</summary>
    [LibraryImport(Library, EntryPoint = "g_value_dup_object")]
    internal static partial nint ValueDuplicateObject(ref GValue value);

    [LibraryImport(Library, EntryPoint = "g_object_set_property", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void ObjectSetProperty(nint gObject, string name, ref GValue value);

    [LibraryImport(Library, EntryPoint = "g_object_get_property", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void ObjectGetProperty(nint gObject, string name, ref GValue value);

    [LibraryImport(Library, EntryPoint = "g_object_unref")]
    internal static partial void ObjectUnref(nint gObject);

    [LibraryImport(Library, EntryPoint = "g_free")]
    internal static partial void Free(void* memory);

    [LibraryImport(Library, EntryPoint = "g_log_set_handler", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial uint LogSetHandler(string domain, int levels, delegate* unmanaged[Cdecl]<byte*, int, byte*, void*, void> handler, void* data);

    /// <summary>A log handler that drops what it is given.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static void IgnoreLog(byte* domain, int level, byte* message, void* data)
    {
    }
}
