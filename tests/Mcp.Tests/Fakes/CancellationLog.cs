using System.Globalization;
using Microsoft.Extensions.Logging;

namespace ReCorD.Mcp.Tests.Fakes;

/// <summary>Knows which calls the protocol library has cancelled: nothing is answered to a notification, so only its log tells when one has been acted on.</summary>
internal sealed class CancellationLog : ILoggerFactory, ILogger
{
    private const string Message = "canceled request";

    private readonly TaskCompletionSource<string> cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the id of the first call that is cancelled.</summary>
    public Task<string> Cancelled => cancelled.Task;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (formatter(state, exception).Contains(Message, StringComparison.Ordinal) && state is IEnumerable<KeyValuePair<string, object?>> fields)
        {
            cancelled.TrySetResult(Convert.ToString(fields.First(field => field.Key == "RequestId").Value, CultureInfo.InvariantCulture)!);
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
        => null;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }
}
