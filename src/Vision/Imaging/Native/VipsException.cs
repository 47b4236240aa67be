using System.Runtime.InteropServices;

namespace ReCorD.Vision.Imaging.Native;

/// <summary>An operation of libvips failed. Callers turn it into an error in their own words.</summary>
internal sealed class VipsException : Exception
{
    public VipsException(string operation, string message)
        : base($"libvips could not do {operation}: {message}")
    {
        Operation = operation;
        Reason = message;
    }

    /// <summary>Name of the operation, such as <c>pngload_buffer</c>.</summary>
    public string Operation { get; }

    /// <summary>What libvips said, on one line.</summary>
    public string Reason { get; }

    /// <summary>
    /// Takes the messages collected by libvips. They are kept per process, so failures on several threads at one moment may share
    /// their texts; whether an operation failed is never in doubt.
    /// </summary>
    internal static unsafe VipsException FromErrorBuffer(string operation)
    {
        byte* text = VipsNative.TakeErrors();
        try
        {
            string[] lines = (Marshal.PtrToStringUTF8((nint)text) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return new VipsException(operation, lines.Length == 0 ? "no reason given" : string.Join("; ", lines.Distinct()));
        }
        finally
        {
            VipsNative.Free(text);
        }
    }
}
