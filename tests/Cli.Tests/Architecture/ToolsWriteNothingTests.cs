using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace ReCorD.Cli.Tests.Architecture;

/// <summary>
/// Chat models act through tools, and tools make pictures in memory: nothing in their assembly can touch a file, a process or the network, by itself
/// or by what the layers below could do for it. Read from the compiled code.
/// </summary>
public class ToolsWriteNothingTests
{
    private static readonly string[] Forbidden = ["System.IO", "System.IO.Pipes", "System.IO.MemoryMappedFiles", "System.Diagnostics.Process", "System.Net", "System.Runtime.InteropServices.Marshal", "Microsoft.Win32"];

    [Fact]
    public void Plugins_use_no_type_that_reaches_files_processes_or_the_network()
    {
        string[] reached = [.. Types("ReCorD.Plugins.dll").Where(type => Forbidden.Any(name => type == name || type.StartsWith($"{name}.", StringComparison.Ordinal)))];

        Assert.Empty(reached);
    }

    /// <summary>Whatever the layers below can write, tools do not call: of picture files they know only encoding in memory.</summary>
    [Fact]
    public void Plugins_call_nothing_below_that_writes()
    {
        string[] calls = Members("ReCorD.Plugins.dll");

        Assert.Equal(["ReCorD.Vision.Imaging.ImageFile.EncodeJpeg", "ReCorD.Vision.Imaging.ImageFile.EncodePng"], calls.Where(call => call.Contains(".ImageFile.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(calls, call => call.StartsWith("ReCorD.", StringComparison.Ordinal) && new[] { "Write", "Save", "Export", "Delete", "Commit" }.Any(verb => call[(call.LastIndexOf('.') + 1)..].StartsWith(verb, StringComparison.Ordinal)));
    }

    /// <summary>The test would see a type that is used.</summary>
    [Fact]
    public void The_program_itself_does_use_files() => Assert.Contains("System.IO.File", Types("record.dll"));

    private static string[] Types(string assembly) => Read(assembly, reader => reader.TypeReferences.Select(handle => Name(reader, handle)));

    private static string[] Members(string assembly) => Read(assembly, reader => reader.MemberReferences
        .Select(reader.GetMemberReference)
        .Where(member => member.Parent.Kind == HandleKind.TypeReference)
        .Select(member => $"{Name(reader, (TypeReferenceHandle)member.Parent)}.{reader.GetString(member.Name)}"));

    private static string[] Read(string assembly, Func<MetadataReader, IEnumerable<string>> names)
    {
        using PEReader file = new(File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly)));
        return [.. names(file.GetMetadataReader())];
    }

    private static string Name(MetadataReader reader, TypeReferenceHandle handle)
    {
        TypeReference type = reader.GetTypeReference(handle);
        string name = reader.GetString(type.Name);
        string space = type.ResolutionScope.Kind == HandleKind.TypeReference ? Name(reader, (TypeReferenceHandle)type.ResolutionScope) : reader.GetString(type.Namespace);
        return $"{space}.{name}";
    }
}
