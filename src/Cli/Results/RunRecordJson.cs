using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ReCorD.Agents.Runs;
using ReCorD.Cli.Application;
using ReCorD.Cli.Results.Json;

namespace ReCorD.Cli.Results;

/// <summary>A run record as JSON: camelCase, enumerations as words, absent things left out, rows of numbers on one line.</summary>
internal static class RunRecordJson
{
    /// <summary>The newest <see cref="RunRecord.Format"/> this program can read.</summary>
    public const int NewestFormat = 1;

    private static readonly JsonSerializerOptions Compact = CreateOptions(indented: false);

    private static readonly JsonSerializerOptions Indented = CreateOptions(indented: true);

    public static string Write(RunRecord record, JsonLayout layout)
        => JsonSerializer.Serialize(record, layout == JsonLayout.Indented ? Indented : Compact);

    /// <param name="json">The text.</param>
    /// <param name="origin">Where it came from, for messages.</param>
    /// <exception cref="CommandException">No run record, or one from a newer program.</exception>
    public static RunRecord Read(string json, string origin)
    {
        try
        {
            RunRecord record = JsonSerializer.Deserialize<RunRecord>(json, Compact) ?? throw new JsonException("The record is null.");
            if (record.Rounds is { } rounds && (rounds.Items is null || rounds.Items.All(round => round.Number != rounds.Kept)))
            {
                throw new JsonException($"Its rounds lack the kept one, number {rounds.Kept}.");
            }

            return record.Format <= NewestFormat
                ? record
                : throw new CommandException($"{origin}: the run record has format {record.Format} but this program reads up to {NewestFormat}. Use the newer program that wrote it ({record.Program}).");
        }
        catch (JsonException exception)
        {
            throw new CommandException($"{origin}: the run record cannot be read. {exception.Message}", exception);
        }
    }

    private static JsonSerializerOptions CreateOptions(bool indented) => new(JsonSerializerDefaults.Web)
    {
        WriteIndented = indented,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = false,
        NumberHandling = JsonNumberHandling.Strict,

        // The text goes into files and PNG chunks, never into a page unescaped; quotes and umlauts stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new BoxConverter(), new LandmarkConverter(), new ScalarMapConverter(),
            new ValueListConverter<LoraRecord>(), new ValueListConverter<EmbeddingRecord>(), new ValueListConverter<AgentProviderRecord>(),
        },
    };
}
