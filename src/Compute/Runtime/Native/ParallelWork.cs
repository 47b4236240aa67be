using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace ReCorD.Compute.Runtime.Native;

/// <summary>Work of an operator of our own, on the threads of the session that runs it.</summary>
internal sealed unsafe class ParallelWork
{
    private readonly Action<int> work;
    private Exception? failure;

    private ParallelWork(Action<int> work) => this.work = work;

    /// <summary>Calls <paramref name="work"/> for 0 to count - 1, in any order and at once. The first exception is thrown when all calls have ended; calls that begin after it do nothing.</summary>
    public static void Run(nint context, int count, Action<int> work)
    {
        ParallelWork state = new(work);
        GCHandle handle = GCHandle.Alloc(state);
        try
        {
            OrtApi.ParallelFor(context, &Call, count, GCHandle.ToIntPtr(handle));
        }
        finally
        {
            handle.Free();
        }

        if (state.failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    [UnmanagedCallersOnly]
    private static void Call(nint state, nuint index)
    {
        ParallelWork self = (ParallelWork)GCHandle.FromIntPtr(state).Target!;
        if (Volatile.Read(ref self.failure) is not null)
        {
            return;
        }

        try
        {
            self.work((int)index);
        }
#pragma warning disable CA1031 // An exception cannot pass through native frames: it would end the process.
        catch (Exception reason)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref self.failure, reason, null);
        }
    }
}
