using ReCorD.Diffusion.Methods;

namespace ReCorD.Diffusion.Tests.Methods;

public sealed class RecordProfilesTests
{
    [Fact]
    public void Get_EachName_GivesTheProfileOfThatName()
        => Assert.All(RecordProfiles.Names, name => Assert.Equal(name, RecordProfiles.Get(name).Name));

    [Fact]
    public void Get_UnknownName_ListsTheProfiles()
    {
        GenerationException exception = Assert.Throws<GenerationException>(() => RecordProfiles.Get("none"));

        Assert.Contains("default, official-sd, official-sdxl, paper", exception.Message, StringComparison.Ordinal);
    }
}
