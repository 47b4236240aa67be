namespace ReCorD.Diffusion.Methods;

/// <summary>Names a generation method. The class is found by this attribute and made with (<c>DiffusionPipeline</c>, <c>RecordProfile</c>).</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class GenerationMethodAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
