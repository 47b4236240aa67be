namespace ReCorD.Agents.Providers.Presets;

/// <summary>Which fields of OpenAI's chat protocol an endpoint takes beyond those that all do; others are not sent to it.</summary>
internal sealed record EndpointFields
{
    /// <summary><c>tool_choice</c>.</summary>
    public bool ToolChoice { get; init; } = true;

    /// <summary><c>tool_choice</c> as an object that names one tool; elsewhere <c>required</c> stands in for it.</summary>
    public bool NamedToolChoice { get; init; } = true;

    /// <summary><c>parallel_tool_calls</c>.</summary>
    public bool ParallelToolCalls { get; init; } = true;

    /// <summary><c>response_format</c> of the type <c>json_object</c>.</summary>
    public bool JsonObject { get; init; } = true;

    /// <summary><c>seed</c>.</summary>
    public bool Seed { get; init; } = true;

    /// <summary>The limit of an answer is <c>max_completion_tokens</c>; else <c>max_tokens</c>.</summary>
    public bool MaxCompletionTokens { get; init; }

    /// <summary><c>temperature</c> and <c>top_p</c> in one request; else only the temperature is sent.</summary>
    public bool TemperatureWithTopP { get; init; } = true;

    /// <summary><c>detail</c> of a picture.</summary>
    public bool ImageDetail { get; init; } = true;

    /// <summary><c>stream_options</c>, by which a streamed answer tells its usage.</summary>
    public bool StreamUsage { get; init; } = true;
}
