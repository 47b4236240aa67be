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
        Directory.CreateDirectory(Path.Combine(folder.Staging, ResultFiles.Candidates));
        List<byte[]> candidates = [];
        foreach (RgbImage candidate in run.CandidateImages)
        {
            byte[] file = EncodePlain(candidate);
            string name = string.Create(CultureInfo.InvariantCulture, $"{candidates.Count}.png");
            candidates.Add(file);
            await File.WriteAllBytesAsync(Path.Combine(folder.Staging, ResultFiles.Candidates, name), file, cancellationToken).ConfigureAwait(false);
        }

        string report = ReportPage.Render(new ReportContent(run.Record, EncodePlain(run.FinalImage), candidates, codec));
        await File.WriteAllTextAsync(Path.Combine(folder.Staging, ResultFiles.Report), report, cancellationToken).ConfigureAwait(false);
        string json = RunRecordJson.Write(run.Record, JsonLayout.Indented);
        await File.WriteAllTextAsync(Path.Combine(folder.Staging, ResultFiles.Run), json + "\n", cancellationToken).ConfigureAwait(false);
        await File.WriteAllBytesAsync(Path.Combine(folder.Staging, ResultFiles.Image), EncodeImage(run), cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        folder.Commit();
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
}
