using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using ReCorD.Compute.Imaging;
using ReCorD.Vision.Imaging;

namespace ReCorD.Agents.Providers.Capabilities;

/// <summary>Finds out what a model can do by the smallest request that shows it.</summary>
internal static partial class CapabilityProbe
{
    /// <summary>Room for a model that thinks before it speaks. One that fills it gets the benefit of the doubt.</summary>
    private const int LongestAnswer = 400;

    private const int PictureSide = 64;

    private static readonly AIFunction Ready = AIFunctionFactory.Create(static () => "ready", "ready", "Says that you are ready.");

    /// <param name="capability">What is asked about.</param>
    /// <param name="client">The model.</param>
    /// <param name="spent">Takes up the tokens of the request.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="ChatProviderException">The request failed for another reason.</exception>
    public static async Task<bool> HasAsync(Capability capability, IChatClient client, UsageDetails spent, CancellationToken cancellationToken)
    {
        (ChatMessage message, ChatOptions options) = capability switch
        {
            Capability.Tools => (new ChatMessage(ChatRole.User, "Call the tool ready."), new ChatOptions { Tools = [Ready], ToolMode = ChatToolMode.Auto }),
            Capability.Vision => (new ChatMessage(ChatRole.User, [new TextContent("Which colour fills this picture? Answer with one word."), RedPicture()]), new ChatOptions()),
            _ => (new ChatMessage(ChatRole.User, "Answer with the JSON object {\"ready\": true}."), new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(ReadySchema(), "ready") }),
        };
        options.MaxOutputTokens = LongestAnswer;
        try
        {
            ChatResponse response = await client.GetResponseAsync([message], options, cancellationToken).ConfigureAwait(false);
            if (response.Usage is { } usage)
            {
                spent.Add(usage);
            }

            return response.FinishReason == ChatFinishReason.Length || Shows(capability, response);
        }
        catch (ChatProviderException error) when (error.Status is 400 or 422 || CapabilityRefusal.Names(capability, error))
        {
            // The request holds nothing else that could be refused.
            return false;
        }
    }

    private static bool Shows(Capability capability, ChatResponse response) => capability switch
    {
        Capability.Tools => response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Any(call => call.Name == Ready.Name),
        Capability.Vision => Red().IsMatch(response.Text),
        _ => IsJsonObject(response.Text),
    };

    private static bool IsJsonObject(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static DataContent RedPicture()
    {
        byte[] pixels = new byte[PictureSide * PictureSide * 3];
        for (int i = 0; i < pixels.Length; i += 3)
        {
            pixels[i] = byte.MaxValue;
        }

        return new DataContent(ImageFile.EncodePng(new RgbImage(PictureSide, PictureSide, pixels)), "image/png");
    }

    private static JsonElement ReadySchema()
    {
        using JsonDocument schema = JsonDocument.Parse("""{"type": "object", "properties": {"ready": {"type": "boolean"}}, "required": ["ready"], "additionalProperties": false}""");
        return schema.RootElement.Clone();
    }

    /// <summary>The word, also in stars or underscores; not a part of "required" or "shared".</summary>
    [GeneratedRegex("(?<![a-z])red(?![a-z])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Red();
}
