using ReCorD.Agents.Runs;
using ReCorD.Cli.Results;
using ReCorD.Cli.Tests.Support;

namespace ReCorD.Cli.Tests.Faults;

/// <summary>The program with the embedded model, whose engine stays loaded from one row of the fault table to the next.</summary>
public sealed class FaultProgram : IDisposable
{
    private readonly CommandHarness _harness = new();
    private int _runs;

    internal ManualTime Time => _harness.Time;

    internal string Output => $"{_harness.Output}{_harness.Error}";

    /// <summary>Runs <c>record generate</c> in two steps with two candidates.</summary>
    /// <returns>The exit code and the folder of the results.</returns>
    internal async Task<(int ExitCode, string Folder)> GenerateAsync(string prompt, params IEnumerable<string> options)
    {
        string name = FormattableString.Invariant($"run-{++_runs}");
        _harness.Output.GetStringBuilder().Clear();
        _harness.Error.GetStringBuilder().Clear();
        _harness.Time.Waits.Clear();
        int exitCode = await _harness.RunAsync(["generate", prompt, "--steps", "2", "--candidates", "2", "--seed", "3", "--out", name, .. options]);
        return (exitCode, _harness.Folder.At(name));
    }

    internal RunRecord Record(string folder) => RecordFile.Read(Path.Combine(folder, ResultFiles.Run), _harness.Services.Png);

    public void Dispose() => _harness.Dispose();
}
