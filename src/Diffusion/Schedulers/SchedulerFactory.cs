namespace ReCorD.Diffusion.Schedulers;

/// <summary>Makes schedulers by the name of the diffusers class they equal. A new scheduler is one class and one row of the table here.</summary>
public static class SchedulerFactory
{
    private static readonly SortedDictionary<string, Func<SchedulerConfig, IScheduler>> Makers = new(StringComparer.Ordinal)
    {
        [DdimScheduler.DiffusersName] = static config => new DdimScheduler(config),
    };

    /// <summary>Names that <see cref="Create(string, SchedulerConfig)"/> knows, in order.</summary>
    public static IReadOnlyCollection<string> Names => Makers.Keys;

    /// <summary>The scheduler that the settings name.</summary>
    /// <exception cref="SchedulerConfigException">The class is not known, or the settings do not fit it.</exception>
    public static IScheduler Create(SchedulerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return Create(config.ClassName, config);
    }

    /// <summary>
    /// A chosen scheduler on a model's settings, whatever class the model was published with: ReCorD samples with DDIM, while
    /// Stable Diffusion 1 names PNDM.
    /// </summary>
    /// <param name="name">Name of the diffusers class, such as <c>DDIMScheduler</c>.</param>
    /// <param name="config">The model's settings.</param>
    /// <exception cref="SchedulerConfigException">The class is not known, or the settings do not fit it.</exception>
    public static IScheduler Create(string name, SchedulerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return Makers.TryGetValue(name, out Func<SchedulerConfig, IScheduler>? make)
            ? make(config)
            : throw config.Invalid("_class_name", $"asks for \"{name}\"; known are {string.Join(", ", Names)}. Choose one of these instead.");
    }
}
