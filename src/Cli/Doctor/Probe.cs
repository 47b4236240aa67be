using ReCorD.Cli.Application;

namespace ReCorD.Cli.Doctor;

/// <summary>Runs something that may fail in any way and makes a finding of the failure.</summary>
internal static class Probe
{
    public static Finding Run(string name, Func<Finding> look)
    {
        try
        {
            return look();
        }
#pragma warning disable CA1031 // A doctor reports what is broken, whatever it is; it must not break on it.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return new Finding(name, Health.Failure, ErrorReporter.Describe(exception, verbose: true));
        }
    }
}
