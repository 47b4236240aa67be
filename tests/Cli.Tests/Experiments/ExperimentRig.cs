using ReCorD.Cli.Generate;
using ReCorD.Cli.Tests.Support;

namespace ReCorD.Cli.Tests.Experiments;

/// <summary>The program in a folder of its own, in which <c>x.yaml</c> is an experiment whose results go to <c>out</c>. Pictures are made by a stand-in.</summary>
internal sealed class ExperimentRig : IDisposable
{
    public ExperimentRig() => Harness = new CommandHarness(new ScriptedRunner((plan, _, _) =>
    {
        Plans.Add(plan);
        return Task.FromResult(Records.Outcome());
    }));

    public CommandHarness Harness { get; }

    /// <summary>What was run.</summary>
    public List<RunPlan> Plans { get; } = [];

    /// <summary>Standard output.</summary>
    public string Said => Harness.Output.ToString();

    /// <summary>Standard error.</summary>
    public string Complaints => Harness.Error.ToString();

    public void Dispose() => Harness.Dispose();

    /// <summary>Writes the experiment.</summary>
    public void Write(string text) => File.WriteAllText(Harness.Folder.At("x.yaml"), text);

    /// <summary>The results, a line for each item.</summary>
    public string Log() => File.ReadAllText(Harness.Folder.At("out/results.jsonl"));

    /// <summary>The report.</summary>
    public string Page() => File.ReadAllText(Harness.Folder.At("out/report.html"));
}
