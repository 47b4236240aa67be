using Microsoft.Extensions.Logging;

namespace ReCorD.Cli.Mcp;

/// <summary>Log lines as text: warnings and errors, with <c>--verbose</c> everything that happens and stack traces.</summary>
internal sealed class TextLoggers(TextWriter output, bool verbose) : ILoggerFactory
{
    private readonly Lock _gate = new();
    private readonly LogLevel _lowest = verbose ? LogLevel.Information : LogLevel.Warning;

    public ILogger CreateLogger(string categoryName) => new TextLogger(this, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("Log lines go to one writer.");

    public void Dispose()
    {
    }

    private void Write(LogLevel level, string category, string message, Exception? exception)
    {
        string cause = exception is null ? "" : verbose ? $"\n{exception}" : $" {exception.GetType().Name}: {exception.Message}";
        lock (_gate)
        {
            output.WriteLine($"{level.ToString().ToLowerInvariant()}: {category}: {message}{cause}");
        }
    }

    private sealed class TextLogger(TextLoggers owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= owner._lowest;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                owner.Write(logLevel, category, formatter(state, exception), exception);
            }
        }
    }
}
