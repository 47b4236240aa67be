using System.Text.Json.Nodes;

namespace ReCorD.Cli.Tests.Support;

/// <summary>A request to the model: which agent's, its number among that agent's from 1, and the JSON.</summary>
internal sealed record ModelRequest(string Agent, int Number, JsonObject Body);
