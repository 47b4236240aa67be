using System.Runtime.InteropServices;

namespace ReCorD.Cli.Application;

/// <summary>
/// Turns the first Ctrl-C (or SIGTERM) into a cancelled token, so that work can stop and clean up. A second one ends the process
/// at once, as without this class.
/// </summary>
internal sealed class CancellationSignals : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    public CancellationSignals()
        => _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
        ];

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        if (_source.IsCancellationRequested)
        {
            return;
        }

        context.Cancel = true;

        // Cancelling runs continuations; the signal thread must not wait for them.
        _ = _source.CancelAsync();
    }
}
