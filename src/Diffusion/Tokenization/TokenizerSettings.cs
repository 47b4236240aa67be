using System.Text.Json;

namespace ReCorD.Diffusion.Tokenization;

/// <summary>What tokenizer_config.json and special_tokens_map.json say; both may be absent. Without the first, a tokenizer.json has a say.</summary>
internal sealed record TokenizerSettings
{
    /// <summary>Length of CLIP's text encoder, for configurations that state none.</summary>
    private const int ClipLength = 77;

    public string BosToken { get; init; } = "<|startoftext|>";

    public string EosToken { get; init; } = "<|endoftext|>";

    public string PadToken { get; init; } = "<|endoftext|>";

    public string UnknownToken { get; init; } = "<|endoftext|>";

    /// <summary>The four tokens above, which may be equal.</summary>
    public IReadOnlyList<string> SpecialTokens => [BosToken, EosToken, PadToken, UnknownToken];

    /// <summary>Tokens per prompt with start and end.</summary>
    public int MaxLength { get; init; } = ClipLength;

    public bool LowerCase { get; init; } = true;

    /// <param name="folder">The tokenizer's.</param>
    /// <param name="whole">Its tokenizer.json, where the tokenizer is read from that: what it pads with and where it cuts counts if there is no tokenizer_config.json.</param>
    /// <exception cref="TokenizerFormatException">A file is malformed.</exception>
    public static TokenizerSettings Read(string folder, TokenizerJson? whole = null)
    {
        string configPath = System.IO.Path.Combine(folder, "tokenizer_config.json");
        string mapPath = System.IO.Path.Combine(folder, "special_tokens_map.json");
        using JsonDocument? config = File.Exists(configPath) ? TokenizerFiles.ReadJson(configPath) : null;
        using JsonDocument? map = File.Exists(mapPath) ? TokenizerFiles.ReadJson(mapPath) : null;

        TokenizerFields fromConfig = new(configPath, config?.RootElement);
        TokenizerFields fromMap = new(mapPath, map?.RootElement);

        // As in transformers: the map has the last word in folders saved before `added_tokens_decoder` existed. Stable Diffusion 2
        // depends on it: its configuration pads with the end token, its map with "!", which is what the model was trained with.
        TokenizerFields[] sources = fromConfig.Field("added_tokens_decoder") is null ? [fromMap, fromConfig] : [fromConfig, fromMap];
        string Token(string name, string otherwise) => sources.Select(source => source.Token(name)).FirstOrDefault(static token => token is not null) ?? otherwise;

        TokenizerSettings defaults = new();
        TokenizerJson? last = config is null ? whole : null;
        return new TokenizerSettings
        {
            BosToken = Token("bos_token", defaults.BosToken),
            EosToken = Token("eos_token", defaults.EosToken),
            PadToken = Token("pad_token", last?.PadToken ?? defaults.PadToken),
            UnknownToken = Token("unk_token", defaults.UnknownToken),
            MaxLength = fromConfig.Length("model_max_length") ?? last?.MaxLength ?? defaults.MaxLength,
            LowerCase = fromConfig.Boolean("do_lower_case") ?? defaults.LowerCase,
        };
    }
}
