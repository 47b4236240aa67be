using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using ReCorD.Cli.Application;
using ReCorD.Cli.Generate;
using ReCorD.Diffusion.Checkpoints.Embeddings;
using ReCorD.Diffusion.Checkpoints.Lora;

namespace ReCorD.Cli.CommandLine;

/// <summary>Options that name files which change the model, each with something behind a colon; they may be repeated.</summary>
internal static class ModelFileOption
{
    public static Option<LoraChoice[]> Lora(string name, string description) => Create(name, description, "FILE[:WEIGHT]", ReadLora);

    public static Option<EmbeddingChoice[]> Embedding(string name, string description) => Create(name, description, "FILE[:TOKEN]", ReadEmbedding);

    /// <summary>The same from the configuration.</summary>
    /// <exception cref="UsageException">An entry is malformed.</exception>
    public static LoraChoice[] ReadLoras(IEnumerable<string> entries) => [.. entries.Select(entry => Read(entry, "Generate:Lora", ReadLora))];

    /// <inheritdoc cref="ReadLoras"/>
    public static EmbeddingChoice[] ReadEmbeddings(IEnumerable<string> entries) => [.. entries.Select(entry => Read(entry, "Generate:Embeddings", ReadEmbedding))];

    private static Option<T[]> Create<T>(string name, string description, string helpName, Func<string, (T? Value, string Problem)> read)
        where T : class
        => new(name)
        {
            Description = description,
            HelpName = helpName,
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
            CustomParser = result => [.. result.Tokens.Select(token => Parse(result, name, read(token.Value))).OfType<T>()],
        };

    private static T? Parse<T>(ArgumentResult result, string name, (T? Value, string Problem) found)
        where T : class
    {
        if (found.Value is null)
        {
            result.AddError($"{name} {found.Problem}");
        }

        return found.Value;
    }

    private static T Read<T>(string entry, string setting, Func<string, (T? Value, string Problem)> read)
        where T : class
        => read(entry) is { Value: { } value } ? value : throw new UsageException($"{setting} {read(entry).Problem}");

    /// <summary>What follows the last colon is a weight where it is a number: paths of Windows have colons too.</summary>
    private static (LoraChoice? Choice, string Problem) ReadLora(string text)
    {
        int colon = text.LastIndexOf(':');
        bool hasWeight = double.TryParse(text[(colon + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out double weight) && colon >= 0;
        string path = hasWeight ? text[..colon] : text;
        return path.Trim().Length == 0 ? (null, $"expects a .safetensors file, as in style.safetensors:0.8, but found '{text}'.")
            : hasWeight && !(Math.Abs(weight) <= Limits.MaximumLoraWeight)
            ? (null, string.Create(CultureInfo.InvariantCulture, $"expects a weight from -{Limits.MaximumLoraWeight} to {Limits.MaximumLoraWeight}, but found '{text}'."))
            : (new LoraChoice(path, hasWeight ? weight : 1), "");
    }

    /// <summary>What follows the last colon is the token, unless it is the rest of a path.</summary>
    private static (EmbeddingChoice? Choice, string Problem) ReadEmbedding(string text)
    {
        int colon = text.LastIndexOf(':');
        string rest = text[(colon + 1)..];
        bool hasToken = colon > 0 && rest.AsSpan().IndexOfAny('/', '\\') < 0;
        string path = hasToken ? text[..colon] : text;
        return path.Trim().Length == 0 || (hasToken && (rest.Length == 0 || rest.Any(char.IsWhiteSpace)))
            ? (null, $"expects a .safetensors file and a token without spaces, as in toy.safetensors:<my-toy>, but found '{text}'.")
            : (new EmbeddingChoice(path, hasToken ? rest : null), "");
    }
}
