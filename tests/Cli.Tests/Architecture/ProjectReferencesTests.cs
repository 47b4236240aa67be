using System.Reflection;

namespace ReCorD.Cli.Tests.Architecture;

/// <summary>Which way the doors open: Compute - Diffusion and Vision - Plugins - Agents - Engines and Experiments - Cli. Read from what the compiled assemblies use.</summary>
public class ProjectReferencesTests
{
    [Theory]
    [InlineData("ReCorD.Compute", "")]
    [InlineData("ReCorD.Diffusion", "ReCorD.Compute")]
    [InlineData("ReCorD.Vision", "ReCorD.Compute")]
    [InlineData("ReCorD.Plugins", "ReCorD.Compute,ReCorD.Diffusion,ReCorD.Vision")]
    [InlineData("ReCorD.Agents", "ReCorD.Compute,ReCorD.Diffusion,ReCorD.Plugins,ReCorD.Vision")]
    [InlineData("ReCorD.Engines", "ReCorD.Agents,ReCorD.Compute,ReCorD.Diffusion,ReCorD.Plugins,ReCorD.Vision")]
    [InlineData("ReCorD.Experiments", "ReCorD.Agents,ReCorD.Compute,ReCorD.Diffusion,ReCorD.Plugins,ReCorD.Vision")]
    [InlineData("ReCorD.Mcp", "ReCorD.Agents,ReCorD.Compute,ReCorD.Diffusion,ReCorD.Plugins,ReCorD.Vision")]
    public void Assembly_References_OnlyWhatLiesBelow(string assembly, string allowed)
    {
        string[] ours = [.. Assembly.Load(assembly).GetReferencedAssemblies().Select(name => name.Name!).Where(IsOurs)];

        Assert.Empty(ours.Except(allowed.Split(',')));
    }

    [Theory]
    [InlineData("Compute", "")]
    [InlineData("Diffusion", "Compute")]
    [InlineData("Vision", "Compute")]
    [InlineData("Plugins", "Diffusion,Vision")]
    [InlineData("Agents", "Plugins")]
    [InlineData("Engines", "Agents")]
    [InlineData("Experiments", "Agents")]
    [InlineData("Mcp", "Agents")]
    [InlineData("SemanticKernel", "Engines")]
    public void Project_ProjectReferences_AreExactlyTheDoors(string project, string expected)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "projects", $"{project}.csproj");

        IEnumerable<string> references = System.Xml.Linq.XDocument.Load(path).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))
            .Order(StringComparer.Ordinal);

        Assert.Equal(expected, string.Join(',', references));
    }

    /// <summary>Agents decide; they must not be able to hold a session of the engine.</summary>
    [Fact]
    public void Agents_PublicSurface_ShowsNoEngineSession()
    {
        IEnumerable<Type> shown = Assembly.Load("ReCorD.Agents").GetExportedTypes()
            .SelectMany(type => type.GetProperties().Select(property => property.PropertyType)
                .Concat(type.GetMethods().SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType))));

        Assert.DoesNotContain(shown, type => type.Namespace?.StartsWith("ReCorD.Compute.Runtime", StringComparison.Ordinal) == true);
    }

    private static bool IsOurs(string name) => name.StartsWith("ReCorD.", StringComparison.Ordinal) || name == "record";
}
