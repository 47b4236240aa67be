using System.Globalization;
using ReCorD.Agents.Runs;
using ReCorD.Cli.Report;
using ReCorD.Compute.Imaging;

namespace ReCorD.Cli.Results;

/// <summary>Writes everything a run leaves behind: the picture with its record, the candidates, run.json and the report.</summary>
internal sealed class ResultsWriter(IPngCodec codec)
{
    private static readonly Dictionary<string, string> NoTexts = [];

    /// <summary>Writes into the staging folder and commits it. Cancelled or failed, the folder's owner removes what was written.</summary>
    public async Task WriteAsync(RunOutcome run, OutputFolder folder, CancellationToken cancellationToken)
    {
        IReadOnlyList<byte[]> candidates = await WritePicturesAsync(run.CandidateImages, Path.Combine(folder.Staging, ResultFiles.Candidates), cancellationToken).ConfigureAwait(false);
        IReadOnlyList<byte[]> branches = run.BranchImages.Count == 0
            ? []
            : await WritePicturesAsync(run.BranchImages, Path.Combine(folder.Staging, ResultFiles.Branches), cancellationToken).ConfigureAwait(false);
        Dictionary<int, byte[]> rounds = await WriteRoundsAsync(run, folder, cancellationToken).ConfigureAwait(false);
        string report = ReportPage.Render(new ReportContent(run.Record, EncodePlain(run.FinalImage), candidates, codec, branches) { RoundFiles = rounds });
        await File.WriteAllTextAsync(Path.Combine(folder.Staging, ResultFiles.Report), report, cancellationToken).ConfigureAwait(false);
        string json = RunRecordJson.Write(run.Record, JsonLayout.Indented);
        await File.WriteAllTextAsync(Path.Combine(folder.Staging, ResultFiles.Run), json + "\n", cancellationToken).ConfigureAwait(false);
        await File.WriteAllBytesAsync(Path.Combine(folder.Staging, ResultFiles.Image), EncodeImage(run), cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        folder.Commit();
    }

    /// <summary>The pictures of the rounds by their numbers.</summary>
    private async Task<Dictionary<int, byte[]>> WriteRoundsAsync(RunOutcome run, OutputFolder folder, CancellationToken cancellationToken)
    {
        Dictionary<int, byte[]> files = [];
        foreach (RoundImage round in run.RoundImages)
        {
            byte[] file = files[round.Number] = EncodePlain(round.Image);
            string path = Path.Combine(Directory.CreateDirectory(Path.Combine(folder.Staging, ResultFiles.Rounds)).FullName, string.Create(CultureInfo.InvariantCulture, $"{round.Number}.png"));
            await File.WriteAllBytesAsync(path, file, cancellationToken).ConfigureAwait(false);
        }

        return files;
    }

    /// <summary>A picture's file without a record.</summary>
    public byte[] EncodePlain(RgbImage image) => codec.Encode(image, NoTexts);

    /// <summary>The picture's file with its record. The copy in the picture lacks the times, so that the same seed gives the same file, byte for byte; run.json has them.</summary>
    public byte[] EncodeImage(RunOutcome run)
    {
        RunRecord timeless = run.Record with { Started = null, Timings = new Dictionary<string, double>(), UNetRows = null, Usage = null };
        return codec.Encode(run.FinalImage, new Dictionary<string, string>
        {
            [PngTextKeys.Parameters] = GenerationParameters.Of(run.Record),
            [PngTextKeys.Record] = RunRecordJson.Write(timeless, JsonLayout.Compact),
        });
    }

    /// <summary>Numbered files in a folder of their own, and their contents.</summary>
    private async Task<IReadOnlyList<byte[]>> WritePicturesAsync(IReadOnlyList<RgbImage> pictures, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        List<byte[]> files = [];
        foreach (RgbImage picture in pictures)
        {
            byte[] file = EncodePlain(picture);
            string name = string.Create(CultureInfo.InvariantCulture, $"{files.Count}.png");
            files.Add(file);
            await File.WriteAllBytesAsync(Path.Combine(folder, name), file, cancellationToken).ConfigureAwait(false);
        }

        return files;
    }
}
