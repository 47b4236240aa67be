using System.Reflection;

namespace ReCorD.Diffusion.Schedulers;

/// <summary>All schedulers of this assembly, by the words that users type and by the names of the diffusers classes that they equal.</summary>
public static class SchedulerFactory
{
    private static readonly SortedDictionary<string, Entry> Entries = new(
        typeof(SchedulerFactory).Assembly.GetTypes()
            .SelectMany(static type => type.GetCustomAttributes<SchedulerAttribute>().Select(name => new Entry(type, name)))
            .ToDictionary(static entry => entry.Name.Word),
        StringComparer.Ordinal);

    /// <summary>The words, in order: <c>ddim</c>, <c>dpm++2m</c> and so on.</summary>
    public static IReadOnlyCollection<string> Words => Entries.Keys;

    /// <summary>The diffusers classes, in order.</summary>
    public static IReadOnlyCollection<string> Names { get; } =
        [.. Entries.Values.Select(static entry => entry.Name.DiffusersName).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The scheduler that the settings name.</summary>
    /// <exception cref="SchedulerConfigException">The class is not known, or the settings do not fit it.</exception>
    public static IScheduler Create(SchedulerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return Create(config.ClassName, config);
    }

    /// <summary>
    /// A chosen scheduler on a model's settings, whatever class the model was published with: ReCorD samples with DDIM, while
    /// Stable Diffusion 1 names PNDM. Fields that the model's file lacks take the chosen scheduler's own defaults.
    /// </summary>
    /// <param name="choice">A word such as <c>ddim</c>, or the name of a diffusers class such as <c>DDIMScheduler</c>.</param>
    /// <param name="config">The model's settings.</param>
    /// <exception cref="SchedulerConfigException">The choice is not known, or the settings do not fit it.</exception>
    public static IScheduler Create(string choice, SchedulerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        Entry entry = Find(choice, config);
        SchedulerConfig decided = entry.Name.Field is { } field ? config with { Fields = config.Fields.With(field, entry.Name.Value) } : config;
        return (IScheduler)entry.Constructor.Invoke(BindingFlags.DoNotWrapExceptions, binder: null, [decided], culture: null);
    }

    /// <summary>The word for a choice with a model's settings, so that a record says the same whatever model it is repeated with.</summary>
    /// <exception cref="SchedulerConfigException">The choice is not known.</exception>
    public static string WordOf(string choice, SchedulerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return Find(choice, config).Name.Word;
    }

    /// <summary>A word's sampler as AUTOMATIC1111's web UI names it; the word itself where it is not known.</summary>
    public static string TitleOf(string word) => Entries.TryGetValue(word, out Entry? entry) ? entry.Name.Title : word;

    /// <summary>A class of several words is the one whose field stands as the settings say; absent counts as no.</summary>
    private static Entry Find(string choice, SchedulerConfig config)
        => Entries.TryGetValue(choice, out Entry? entry)
            ? entry
            : Entries.Values.FirstOrDefault(entry => entry.Name.DiffusersName == choice && Stands(entry.Name, config))
                ?? throw config.Invalid("_class_name", $"asks for \"{choice}\"; known are {string.Join(", ", Names)}. Choose one of these with --scheduler ({string.Join(", ", Words)}).");

    private static bool Stands(SchedulerAttribute name, SchedulerConfig config)
        => name.Field is null || (config.Fields.Boolean(name.Field) ?? false) == name.Value;

    private sealed record Entry(Type Type, SchedulerAttribute Name)
    {
        public ConstructorInfo Constructor { get; } = Type.GetConstructor([typeof(SchedulerConfig)])
            ?? throw new InvalidOperationException($"{Type.Name} has [Scheduler] but no public constructor of one SchedulerConfig.");
    }
}
