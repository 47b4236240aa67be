using ReCorD.Agents.Providers;
using ReCorD.Agents.Providers.OpenAi;
using ReCorD.Agents.Providers.Presets;

namespace ReCorD.Agents.Tests.Providers.OpenAi;

public sealed class EndpointAddressTests
{
    [Theory]
    [InlineData(null, true)]
    [InlineData("https://api.openai.com/v2", true)]
    [InlineData("https://API.openai.com:8443/v1", true)]
    [InlineData("http://api.openai.com/v1", false)]
    [InlineData("https://api.openai.example/v1", false)]
    public void The_usual_key_goes_to_its_own_host_and_never_in_the_clear(string? endpoint, bool isUsual) =>
        Assert.Equal(isUsual, EndpointAddress.Find("test", ProviderPresets.OpenAi, new ChatProviderSettings { Endpoint = endpoint }, _ => null).IsUsual);
}
