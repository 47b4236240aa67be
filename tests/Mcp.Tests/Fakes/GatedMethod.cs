using ReCorD.Diffusion.Methods;
using ReCorD.Fakes;

namespace ReCorD.Mcp.Tests.Fakes;

/// <summary>The synthetic method, but where the gate is closed a call stays there until the gate opens or the call is cancelled.</summary>
internal sealed class GatedMethod(SyntheticMethod inner) : IGenerationMethod, IDisposable
{
    private readonly ManualResetEventSlim gate = new(initialState: true);
    private readonly TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private int passes;

    public string Name => inner.Name;

    /// <summary>Ends when the first call stands at the closed gate.</summary>
    public Task Entered => entered.Task;

    /// <summary>Ends when a call was cancelled.</summary>
    public Task Cancelled => cancelled.Task;

    /// <summary>Calls under way now.</summary>
    public int Running { get; private set; }

    /// <summary>Closes the gate, for all but so many calls from now on.</summary>
    public void Close(int afterCalls = 0)
    {
        passes = afterCalls;
        gate.Reset();
    }

    public void Open() => gate.Set();

    public GenerationResult Generate(GenerationRequest request, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        Running++;
        try
        {
            if (passes-- <= 0)
            {
                if (!gate.IsSet)
                {
                    entered.TrySetResult();
                }

                gate.Wait(cancellationToken);
            }

            return inner.Generate(request, progress, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            cancelled.TrySetResult();
            throw;
        }
        finally
        {
            Running--;
        }
    }

    public void Dispose() => gate.Dispose();
}
