using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;
using ReCorD.Vision.Imaging;

namespace ReCorD.Agents.Providers.Images;

/// <summary>Sends pictures in the size and format that a provider is to have. Each is encoded once, however often the conversation repeats it.</summary>
internal sealed class ImageEncodingChatClient(IChatClient innerClient, ImageEncoding encoding) : DelegatingChatClient(innerClient)
{
    private readonly ConditionalWeakTable<DataContent, DataContent> encoded = [];

    public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetResponseAsync(encoding.IsNeutral ? messages : PictureMapping.Map(messages, Encode), options, cancellationToken);

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => WholeResponse.StreamAsync(this, messages, options, cancellationToken);

    private AIContent Encode(AIContent content) => content is DataContent data ? encoded.GetValue(data, EncodeAnew) : content;

    private DataContent EncodeAnew(DataContent picture)
    {
        try
        {
            (ReadOnlyMemory<byte> data, string type) = encoding.Apply(picture.Data, picture.MediaType);
            return new DataContent(data, type) { Name = picture.Name };
        }
        catch (ImageFormatException)
        {
            // Not a picture that we can read; the model may still.
            return picture;
        }
    }
}
