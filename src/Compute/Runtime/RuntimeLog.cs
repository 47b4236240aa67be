using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ReCorD.Compute.Runtime;

/// <summary>Where ONNX Runtime's own warnings and errors go: to every open runtime that listens, otherwise nowhere.</summary>
internal static class RuntimeLog
{
    private static ImmutableArray<Action<string>> listeners = [];

    public static void Add(Action<string> listener) => ImmutableInterlocked.Update(ref listeners, (all, one) => all.Add(one), listener);

    public static void Remove(Action<string> listener) => ImmutableInterlocked.Update(ref listeners, (all, one) => all.Remove(one), listener);

    /// <summary>Called by ONNX Runtime from any of its threads.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static void Write(nint context, int level, nint category, nint logId, nint location, nint message)
    {
        ImmutableArray<Action<string>> current = listeners;
        if (current.IsEmpty)
        {
            return;
        }

        string text = OrtException.WithoutFolders(Marshal.PtrToStringUTF8(message) ?? "");
        foreach (Action<string> listener in current)
        {
            try
            {
                listener(text);
            }
#pragma warning disable CA1031 // An exception cannot pass through native frames: it would end the process.
            catch (Exception)
#pragma warning restore CA1031
            {
            }
        }
    }
}
