using System.Reflection;
using ReCorD.Diffusion.Pipelines;

namespace ReCorD.Diffusion.Methods;

/// <summary>All generation methods of this assembly, by name.</summary>
public static class GenerationMethods
{
    private static readonly SortedDictionary<string, Type> Types = new(
        typeof(GenerationMethods).Assembly.GetTypes()
            .Where(type => type.GetCustomAttribute<GenerationMethodAttribute>() is not null)
            .ToDictionary(type => type.GetCustomAttribute<GenerationMethodAttribute>()!.Name),
        StringComparer.Ordinal);

    public static IReadOnlyCollection<string> Names => Types.Keys;

    /// <exception cref="GenerationException">No method has that name; the message lists those there are.</exception>
    public static IGenerationMethod Create(string name, DiffusionPipeline pipeline, RecordProfile profile)
        => Types.TryGetValue(name, out Type? type)
            ? (IGenerationMethod)Activator.CreateInstance(type, pipeline, profile)!
            : throw new GenerationException($"There is no method '{name}'. Known methods: {string.Join(", ", Names)}.");
}
