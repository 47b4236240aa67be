namespace ReCorD.Diffusion.Schedulers;

/// <summary>A scheduler_config.json that cannot be used; the message says which field, what was found and what is known.</summary>
public sealed class SchedulerConfigException : Exception
{
    public SchedulerConfigException(string message)
        : base(message)
    {
    }

    public SchedulerConfigException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public SchedulerConfigException()
    {
    }

    /// <param name="path">The file at fault; null where the settings came from no file.</param>
    /// <param name="field">The field at fault; null where the file as a whole is.</param>
    /// <param name="problem">What is wrong and what to do, beginning with a verb.</param>
    /// <param name="inner">The cause, if any.</param>
    internal SchedulerConfigException(string? path, string? field, string problem, Exception? inner = null)
        : base($"{path ?? "The scheduler's settings"}: {(field is null ? "" : $"`{field}` ")}{problem}", inner)
    {
        Path = path;
        Field = field;
    }

    /// <summary>The file at fault; null where the settings came from no file.</summary>
    public string? Path { get; }

    /// <summary>The field at fault, as named in the file; null where the file as a whole cannot be read.</summary>
    public string? Field { get; }
}
