namespace ReCorD.Agents.Tests.Providers.OpenAi;

/// <summary>What a <see cref="ChatServer"/> sends back.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">Text of the body.</param>
/// <param name="MediaType">Of the body.</param>
/// <param name="Missing">Bytes that are promised beyond the body, before the connection is closed.</param>
internal sealed record ServerAnswer(int Status, string Body, string MediaType = "application/json", int Missing = 0);
