using Microsoft.Extensions.AI;
using ReCorD.Agents.Providers;
using ReCorD.Agents.Providers.Images;
using ReCorD.Compute.Imaging;
using ReCorD.Fakes;
using ReCorD.Vision.Imaging;

namespace ReCorD.Agents.Tests.Providers.Images;

public class ImageEncodingChatClientTests
{
    private static readonly DataContent Png = new(ImageFile.EncodePng(new RgbImage(64, 32, [.. Enumerable.Repeat((byte)200, 64 * 32 * 3)])), "image/png") { Name = "candidate" };

    [Theory]
    [InlineData("auto", null, "image/png", 64, 32)]
    [InlineData("auto", 32, "image/png", 32, 16)]
    [InlineData("jpeg", null, "image/jpeg", 64, 32)]
    [InlineData("webp", 16, "image/webp", 16, 8)]
    [InlineData("png", 640, "image/png", 64, 32)]
    public async Task Pictures_arrive_in_the_size_and_format_that_was_asked_for(string format, int? side, string type, int width, int height)
    {
        DataContent sent = Assert.Single((await AskAsync(format, side, Message())).SelectMany(message => message.Contents).OfType<DataContent>());

        Assert.Equal((type, "candidate"), (sent.MediaType, sent.Name));
        RgbImage image = ImageFile.Decode(sent.Data.Span);
        Assert.Equal((width, height), (image.Width, image.Height));
        Assert.InRange(image.Pixels[0], 195, 205);
    }

    [Fact]
    public async Task Pictures_in_results_of_tools_are_encoded_too()
    {
        ChatMessage result = new(ChatRole.Tool, [new FunctionResultContent("c1", new AIContent[] { new TextContent("seen"), Png })]);

        FunctionResultContent sent = Assert.Single((await AskAsync("jpeg", null, result))[0].Contents.OfType<FunctionResultContent>());

        Assert.Equal("c1", sent.CallId);
        Assert.Equal("image/jpeg", Assert.Single(((IEnumerable<AIContent>)sent.Result!).OfType<DataContent>()).MediaType);
    }

    [Fact]
    public async Task A_picture_that_cannot_be_read_is_sent_as_it_is()
    {
        DataContent strange = new(new byte[] { 1, 2, 3 }, "image/x-strange");

        Assert.Same(strange, (await AskAsync("jpeg", null, new ChatMessage(ChatRole.User, [strange])))[0].Contents[0]);
    }

    [Fact]
    public async Task A_picture_is_encoded_once_however_often_it_is_sent()
    {
        ScriptedChatClient model = new();
        using ImageEncodingChatClient client = new(model, new ImageEncoding(null, "image/jpeg", 90));

        await client.GetResponseAsync([Message()]);
        await client.GetResponseAsync([Message()]);

        Assert.Same(model.Requests[0][0].Contents[1], model.Requests[1][0].Contents[1]);
    }

    [Theory]
    [InlineData("ImageFormat is 'gif'", "gif", null, 90)]
    [InlineData("ImageMaximumSide is 15", "auto", 15, 90)]
    [InlineData("ImageQuality is 0", "auto", null, 0)]
    [InlineData("ImageQuality is 101", "auto", null, 101)]
    public void Settings_out_of_their_range_are_errors(string message, string format, int? side, int quality) => Assert.Contains(
        message,
        Assert.Throws<ChatProviderException>(() => ImageEncoding.Read("test", new ChatProviderSettings { ImageFormat = format, ImageMaximumSide = side, ImageQuality = quality })).Message,
        StringComparison.Ordinal);

    private static ChatMessage Message() => new(ChatRole.User, [new TextContent("look"), Png]);

    private static async Task<IReadOnlyList<ChatMessage>> AskAsync(string format, int? side, ChatMessage message)
    {
        ScriptedChatClient model = new();
        using ImageEncodingChatClient client = new(model, ImageEncoding.Read("test", new ChatProviderSettings { ImageFormat = format, ImageMaximumSide = side }));
        await client.GetResponseAsync([message]);
        return model.Requests[0];
    }
}
