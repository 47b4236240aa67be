using System.Text.RegularExpressions;
using System.Xml.Linq;
using ReCorD.Cli.Application;

namespace ReCorD.Cli.Tests.Experiments;

/// <summary>The page, and <c>record experiment report</c>, which makes it anew.</summary>
public sealed partial class ExperimentReportCommandTests : IDisposable
{
    private readonly ExperimentRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Report_OfAFolder_IsMadeAnew()
    {
        _rig.Write("description: <b>bold</b> & \"quoted\"\ntask: generate\ntests: [{vars: {prompt: a boy is kicking a ball}}]\noutputPath: out");
        await _rig.Harness.RunAsync("experiment", "run", "x.yaml");
        string page = _rig.Page();
        File.Delete(_rig.Harness.Folder.At("out/report.html"));
        File.Delete(_rig.Harness.Folder.At("x.yaml"));

        Assert.Equal(ExitCode.Success, await _rig.Harness.RunAsync("experiment", "report", "out"));

        Assert.Equal(page, _rig.Page());
        Assert.Contains("&lt;b&gt;bold&lt;/b&gt; &amp; &quot;quoted&quot;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>bold", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_Page_IsWellFormedAndNeedsNothingElse()
    {
        _rig.Write("task: generate\nprompts: [\"{{prompt}}\", \"{{prompt}} now\"]\ntests:\n  - vars: {prompt: a boy is kicking a ball}\n    assert: [{type: equals, value: no}]\n  - vars: {prompt: a girl is kicking a ball}\noutputPath: out");
        await _rig.Harness.RunAsync("experiment", "run", "x.yaml");

        string page = _rig.Page();

        Assert.All(["Means", "Paired differences", "Assertions that do not hold", "Worst cases by attention share", "All tests", "How to read this"], title => Assert.Contains($">{title}</h2>", page, StringComparison.Ordinal));
        XDocument.Parse(VoidElements().Replace(page.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal), "<$1$2/>"));
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_PictureElsewhere_StaysOut()
    {
        _rig.Write("task: generate\ntests: [{vars: {prompt: a boy is kicking a ball}}]\noutputPath: out");
        await _rig.Harness.RunAsync("experiment", "run", "x.yaml");
        await File.WriteAllTextAsync(_rig.Harness.Folder.At("secret.png"), "secret");
        string picture = PicturePath().Match(_rig.Log()).Value;
        await File.WriteAllTextAsync(_rig.Harness.Folder.At("out/results.jsonl"), _rig.Log().Replace(picture, "../secret.png", StringComparison.Ordinal));

        Assert.Equal(ExitCode.Success, await _rig.Harness.RunAsync("experiment", "report", "out"));

        Assert.StartsWith("pictures/", picture, StringComparison.Ordinal);
        Assert.Contains("../secret.png", _rig.Log(), StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String("secret"u8), _rig.Page(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_OtherFolder_IsRefused()
    {
        Assert.Equal(ExitCode.Failure, await _rig.Harness.RunAsync("experiment", "report", "."));
        Assert.Contains("holds no results of an experiment: plan.json is missing", _rig.Complaints, StringComparison.Ordinal);
    }

    [GeneratedRegex("pictures/[0-9a-f]+[.]png")]
    private static partial Regex PicturePath();

    [GeneratedRegex("<(meta|img)([^>]*)>")]
    private static partial Regex VoidElements();
}
