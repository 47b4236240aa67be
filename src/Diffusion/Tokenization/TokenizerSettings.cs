using System.Text.Json;

namespace ReCorD.Diffusion.Tokenization;

/// <summary>What tokenizer_config.json and special_tokens_map.json say; both may be absent.</summary>
internal sealed record TokenizerSettings
{
    /// <summary>Length of CLIP's text encoder, for configurations that state none.</summary>
    private const int ClipLength = 77;

    /// <summary>Greater lengths mean "not stated": transformers writes 1e30.</summary>
    private const double LongestLength = 65536;

    public string BosToken { get; init; } = "<|startoftext|>";

    public string EosToken { get; init; } = "<|endoftext|>";

    public string PadToken { get; init; } = "<|endoftext|>";

    public string UnknownToken { get; init; } = "<|endoftext|>";

    /// <summary>The four tokens above, which may be equal.</summary>
    public IReadOnlyList<string> SpecialTokens => [BosToken, EosToken, PadToken, UnknownToken];

    /// <summary>Tokens per prompt with start and end.</summary>
    public int MaxLength { get; init; } = ClipLength;

    public bool LowerCase { get; init; } = true;

    public static TokenizerSettings Read(string folder)
    {
        string configPath = System.IO.Path.Combine(folder, "tokenizer_config.json");
        string mapPath = System.IO.Path.Combine(folder, "special_tokens_map.json");
        using JsonDocument? config = File.Exists(configPath) ? TokenizerFiles.ReadJson(configPath) : null;
        using JsonDocument? map = File.Exists(mapPath) ? TokenizerFiles.ReadJson(mapPath) : null;

        Source fromConfig = new(configPath, config?.RootElement);
        Source fromMap = new(mapPath, map?.RootElement);

        // As in transformers: the map has the last word in folders saved before `added_tokens_decoder` existed. Stable Diffusion 2
        // depends on it: its configuration pads with the end token, its map with "!", which is what the model was trained with.
        Source[] sources = fromConfig.Field("added_tokens_decoder") is null ? [fromMap, fromConfig] : [fromConfig, fromMap];
        string Token(string name, string otherwise) => sources.Select(source => source.Token(name)).FirstOrDefault(static token => token is not null) ?? otherwise;

        TokenizerSettings defaults = new();
        return new TokenizerSettings
        {
            BosToken = Token("bos_token", defaults.BosToken),
            EosToken = Token("eos_token", defaults.EosToken),
            PadToken = Token("pad_token", defaults.PadToken),
            UnknownToken = Token("unk_token", defaults.UnknownToken),
            MaxLength = fromConfig.Length("model_max_length") ?? defaults.MaxLength,
            LowerCase = fromConfig.Boolean("do_lower_case") ?? defaults.LowerCase,
        };
    }

    private readonly record struct Source(string Path, JsonElement? Root)
    {
        public JsonElement? Field(string name)
            => Root is { } root && root.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

        /// <summary>A token is written as text or as an object with the field <c>content</c>.</summary>
        public string? Token(string name)
        {
            if (Field(name) is not { } value)
            {
                return null;
            }

            JsonElement content = value.ValueKind == JsonValueKind.Object && value.TryGetProperty("content", out JsonElement inner) ? inner : value;
            return content.ValueKind == JsonValueKind.String && content.GetString() is { Length: > 0 } token
                ? token
                : throw Invalid(name, value, "text, or an object with `content`");
        }

        public int? Length(string name)
        {
            if (Field(name) is not { } value)
            {
                return null;
            }

            if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out double length) || length < 3 || (length <= LongestLength && length != Math.Floor(length)))
            {
                throw Invalid(name, value, "a whole number from 3 on (start token, a word, end token)");
            }

            return length > LongestLength ? null : (int)length;
        }

        public bool? Boolean(string name) => Field(name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.True } => true,
            { ValueKind: JsonValueKind.False } => false,
            { } value => throw Invalid(name, value, "true or false"),
        };

        private TokenizerFormatException Invalid(string name, JsonElement value, string expected)
            => new(Path, $"`{name}` is {value.GetRawText()}; expected {expected}.");
    }
}
