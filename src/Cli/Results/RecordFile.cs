using ReCorD.Agents.Runs;
using ReCorD.Cli.Application;
using ReCorD.Vision.Png;

namespace ReCorD.Cli.Results;

/// <summary>Finds the run record in what a user points at: a picture, a run.json, or a results folder.</summary>
internal static class RecordFile
{
    /// <exception cref="CommandException">Nothing there, or nothing of ours in it.</exception>
    public static RunRecord Read(string path, IPngCodec codec) => RunRecordJson.Read(ReadJson(path, codec), path);

    /// <summary>The record's JSON text as it was stored.</summary>
    public static string ReadJson(string path, IPngCodec codec)
    {
        string file = Directory.Exists(path) ? Path.Combine(path, ResultFiles.Image) : path;
        if (!File.Exists(file))
        {
            throw new CommandException($"There is no picture '{file}'. Give an image.png that this program made.");
        }

        if (Path.GetExtension(file).Equals(".json", StringComparison.OrdinalIgnoreCase))
        {
            return File.ReadAllText(file);
        }

        IReadOnlyDictionary<string, string> texts = ReadTexts(file, codec);
        return texts.TryGetValue(PngTextKeys.Record, out string? record)
            ? record
            : throw new CommandException($"'{file}' carries no run record (PNG text '{PngTextKeys.Record}'). Only pictures that this program made, and that no other program saved anew, have one.");
    }

    private static IReadOnlyDictionary<string, string> ReadTexts(string file, IPngCodec codec)
    {
        try
        {
            return codec.ReadTexts(File.ReadAllBytes(file));
        }
        catch (PngFormatException exception)
        {
            throw new CommandException($"'{file}': {exception.Message} Give an image.png or run.json that this program wrote, or a folder with them.", exception);
        }
    }
}
