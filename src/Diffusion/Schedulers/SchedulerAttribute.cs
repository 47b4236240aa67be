namespace ReCorD.Diffusion.Schedulers;

/// <summary>
/// Names a scheduler. The class is found by this attribute and made with a <see cref="SchedulerConfig"/>. Several of them on one class are
/// several words for it, each of which sets a field to its own value.
/// </summary>
/// <param name="diffusersName">The diffusers class that it equals, as <c>_class_name</c> of <c>scheduler_config.json</c> says it.</param>
/// <param name="word">What users type, such as <c>ddim</c>.</param>
/// <param name="title">The sampler's name in AUTOMATIC1111's web UI, which picture metadata uses.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class SchedulerAttribute(string diffusersName, string word, string title) : Attribute
{
    public string DiffusersName { get; } = diffusersName;

    public string Word { get; } = word;

    public string Title { get; } = title;

    /// <summary>A field of yes or no that the word decides, whatever the model's file says. Null: none.</summary>
    public string? Field { get; init; }

    /// <summary>What the word decides <see cref="Field"/> to be.</summary>
    public bool Value { get; init; }
}
