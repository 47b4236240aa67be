using ReCorD.Cli.Application;
using ReCorD.Cli.Experiments.Report;
using ReCorD.Experiments.Results;
using ReCorD.Experiments.Statistics;

namespace ReCorD.Cli.Experiments;

/// <summary>Writes the report of an experiment and tells what came of it.</summary>
internal static class ExperimentResults
{
    /// <returns>What the process returns: failure where items have no result, <see cref="ExitCode.AssertionsFailed"/> where assertions do not hold.</returns>
    public static int Show(CommandServices services, ExperimentSummary summary, ResultFolder folder, bool json)
    {
        string statistics = SummaryJson.Write(summary);
        folder.WriteAtomically(ResultFolder.Summary, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(statistics + "\n")));
        folder.WriteAtomically(ResultFolder.Report, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(ExperimentPage.Render(summary, folder))));
        if (json)
        {
            services.Terminal.Out.WriteLine(statistics);
        }
        else
        {
            SummaryPrinter.Print(summary, services.Terminal.Out);
            services.Terminal.Out.WriteLine();
            services.Terminal.Out.WriteLine($"  report   {folder.At(ResultFolder.Report)}");
            services.Terminal.Out.WriteLine($"  results  {folder.Path}");
        }

        if (summary.Failed > 0)
        {
            string first = summary.Items.First(item => item.Result.Error is not null).Result.Error!;
            services.Terminal.Error.WriteLine(Printable.Of(FormattableString.Invariant($"{summary.Failed} of {summary.Plan.Items.Count} items failed, the first with: {first} Run again to do them anew.")));
        }

        if (summary.Broken > 0)
        {
            services.Terminal.Error.WriteLine(FormattableString.Invariant($"Assertions do not hold for {summary.Broken} items; the report shows which."));
        }

        return summary.Failed > 0 ? ExitCode.Failure : summary.Broken > 0 ? ExitCode.AssertionsFailed : ExitCode.Success;
    }
}
