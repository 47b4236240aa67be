using System.Text.Json;

namespace ReCorD.Diffusion.Schedulers;

/// <summary>
/// The fields of a <c>scheduler_config.json</c> by name, read with a type. A field that is absent, or JSON null, which diffusers writes for
/// "not set", reads as null: the scheduler's own default holds then. Immutable.
/// </summary>
public sealed class SchedulerFields
{
    private readonly IReadOnlyDictionary<string, JsonElement> values;
    private readonly string? path;

    internal SchedulerFields(string? path, IReadOnlyDictionary<string, JsonElement> values)
    {
        this.path = path;
        this.values = values;
    }

    /// <summary>Says nothing.</summary>
    public static SchedulerFields Empty { get; } = new(null, new Dictionary<string, JsonElement>());

    /// <summary>The same with one field set.</summary>
    /// <param name="name">As in the file.</param>
    /// <param name="value">Text, a number or a truth value.</param>
    public SchedulerFields With(string name, object value)
        => new(path, new Dictionary<string, JsonElement>(values, StringComparer.Ordinal) { [name] = JsonSerializer.SerializeToElement(value) });

    /// <exception cref="SchedulerConfigException">Not text.</exception>
    public string? Text(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        { } value => throw Invalid(name, $"is {value.GetRawText()}; expected text."),
    };

    /// <exception cref="SchedulerConfigException">Neither true nor false.</exception>
    public bool? Boolean(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } value => throw Invalid(name, $"is {value.GetRawText()}; expected true or false."),
    };

    /// <exception cref="SchedulerConfigException">Not a whole number.</exception>
    public int? Integer(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number)
            ? number
            : throw Invalid(name, $"is {value.GetRawText()}; expected a whole number.");
    }

    /// <exception cref="SchedulerConfigException">Not a number.</exception>
    public double? Number(string name) => Find(name) is { } value ? ToNumber(name, value) : null;

    /// <exception cref="SchedulerConfigException">Not a list of numbers.</exception>
    public IReadOnlyList<double>? Numbers(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(value => ToNumber(name, value))],
        { } value => throw Invalid(name, $"is {value.GetRawText()}; expected a list of numbers."),
    };

    /// <summary>One of a few words.</summary>
    /// <exception cref="SchedulerConfigException">Another word; the message lists those that are known.</exception>
    public T? Choice<T>(string name, IReadOnlyDictionary<string, T> known)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(known);
        if (Text(name) is not { } text)
        {
            return null;
        }

        return known.TryGetValue(text, out T value) ? value : throw Invalid(name, $"is \"{text}\"; known are {string.Join(", ", known.Keys)}.");
    }

    /// <summary>Refuses a switch that asks for something which is not built.</summary>
    /// <exception cref="SchedulerConfigException">The field is true.</exception>
    public void RefuseTrue(string name, string problem)
    {
        if (Boolean(name) == true)
        {
            throw Invalid(name, $"is true; {problem}");
        }
    }

    internal SchedulerConfigException Invalid(string name, string problem) => new(path, name, problem);

    private JsonElement? Find(string name)
        => values.TryGetValue(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>Python writes infinities bare, which is no JSON; the reader has made text of them.</summary>
    private double ToNumber(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.String when value.ValueEquals(PythonJson.NegativeInfinity) => double.NegativeInfinity,
        JsonValueKind.String when value.ValueEquals(PythonJson.Infinity) => double.PositiveInfinity,
        _ => throw Invalid(name, $"is {value.GetRawText()}; expected a number."),
    };
}
