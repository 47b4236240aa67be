using System.Text.RegularExpressions;
using System.Xml.Linq;
using ReCorD.Agents.Runs;
using ReCorD.Cli.Report;
using ReCorD.Cli.Results;
using ReCorD.Cli.Tests.Support;

namespace ReCorD.Cli.Tests.Report;

public partial class ReportPageTests
{
    private const string Hostile = "<script>alert('x')</script>\"&";

    [Fact]
    public void Render_CorrectedRun_ShowsEverySection()
    {
        string page = Render(Records.Corrected());

        Assert.All(
            ["Candidates", "Why candidate 1", "Layout", "Attention of the object", "Loss over the guided steps", "Conversation", "Settings", "Time"],
            title => Assert.Contains($">{title}</h", page, StringComparison.Ordinal));
        Assert.Contains("<span class=\"word verb\" title=\"verb\">kicking</span>", page, StringComparison.Ordinal);
        Assert.Contains("The leg is raised.", page, StringComparison.Ordinal);
        Assert.Contains("Answered at attempt 2.", page, StringComparison.Ordinal);

        // The target box of the record, [0.25, 0.5, 0.5, 0.75], in thousandths.
        Assert.Contains("<rect class=\"target\" x=\"250\" y=\"500\" width=\"250\" height=\"250\"/>", page, StringComparison.Ordinal);
    }

    /// <summary>On a phone the row of titles is left out, and each value has its own beside it.</summary>
    [Fact]
    public void Render_Usage_IsATableWhoseCellsKnowTheirTitles()
    {
        string page = Render(Records.Corrected());

        XElement table = XElement.Parse(Regex.Match(page, "<table class=\"usage\">.*?</table>").Value);
        XElement[] rows = [.. table.Elements("tr")];
        string[] titles = [.. rows[0].Elements("th").Select(cell => cell.Value)];
        Assert.Equal(["layout", "far, eye", "3", "0", "1", "2", "1400", "60", "0.0125", "4.5 s"], rows[1].Elements("td").Select(cell => cell.Value));
        Assert.Equal(["pose-selection", "builtin", "2", "1"], rows[2].Elements("td").Take(4).Select(cell => cell.Value));
        Assert.All(rows.Skip(1), row => Assert.Equal(titles, row.Elements("td").Select(cell => cell.Attribute("data-title")!.Value)));
        Assert.Contains(".usage td::before { content: attr(data-title);", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_RunWithCritic_ShowsReadingAndRounds()
    {
        string page = Render(Records.Rounds());

        Assert.All(["Reading of the prompt", "Rounds", "Round 1: not accepted", "Round 2: accepted"], title => Assert.Contains($">{title}</h", page, StringComparison.Ordinal));
        Assert.Contains("ein Junge tritt einen Ball", page, StringComparison.Ordinal);
        Assert.Contains("seen of contact", page, StringComparison.Ordinal);
        Assert.Contains("Changed: another box. Too far off.", page, StringComparison.Ordinal);
        Assert.Contains("<td>0.50</td><td>0.90</td>", page, StringComparison.Ordinal);

        // Pictures that a repeat did not draw are told of, not left out.
        Assert.Contains("Not drawn again in this repeat.", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_RunWithoutCritic_HasNoRounds()
    {
        string page = Render(Records.Corrected());

        Assert.DoesNotContain(">Rounds</h", page, StringComparison.Ordinal);
        Assert.DoesNotContain(">Reading of the prompt</h", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_LayoutGivenUp_SaysWhyAndDrawsNoTarget()
    {
        RunRecord record = Records.Corrected() with { Layout = new LayoutRecord(null, new Dictionary<string, string>(), "", 3, "No valid answer in 3 attempts."), ChangeCheck = null, Correction = null };

        string page = Render(record);

        Assert.Contains("No valid answer in 3 attempts.", page, StringComparison.Ordinal);
        Assert.Contains("target [none]", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<rect class=\"target\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "As predicted from step 12 of 30", "step 12")]
    [InlineData(6, "As 6 long steps show them from step 12 of 30", "step 12 and 6 rough steps")]
    public void Render_Previews_SaysWhatTheCandidatesShow(int? roughSteps, string candidates, string setting)
    {
        RunRecord record = Records.Corrected();

        string page = Render(record with { Settings = record.Settings with { PreviewStep = 12, RoughSteps = roughSteps } });

        Assert.Contains(candidates, page, StringComparison.Ordinal);
        Assert.Contains($">{setting}<", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_LoraAndEmbedding_AreAmongTheSettings()
    {
        RunRecord record = Records.Corrected();

        string page = Render(record with
        {
            Settings = record.Settings with
            {
                ModelConfig = "configs/sd15", Lora = [new LoraRecord("ink.safetensors", 0.8, "0123")], Embeddings = [new EmbeddingRecord("toy.safetensors", "my-toy", "4567")],
            },
        });

        Assert.Contains("configs/sd15", page, StringComparison.Ordinal);
        Assert.Contains("ink.safetensors, weight 0.8, SHA-256 0123", page, StringComparison.Ordinal);
        Assert.Contains("toy.safetensors as my-toy, SHA-256 4567", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, "<h1>")]
    [InlineData(100, "<h1 class=\"long\">")]
    public void Render_Prompt_IsSetAsATitleOrAsTextByItsLength(int words, string expected)
    {
        RunRecord record = Records.Corrected();

        string page = Render(record with { Prompt = record.Prompt with { Text = $"a boy is kicking a ball {string.Join(' ', Enumerable.Repeat("and", words))}" } });

        Assert.Contains(expected, page, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_PlannedRun_ShowsItsPicturesAndItsLastWord()
    {
        RunRecord record = Records.Planned();

        string page = Render(record, branches: 2), repeat = Render(record);

        Assert.Contains("The second holds the ball.", page, StringComparison.Ordinal);
        Assert.Contains("17 tool calls, 140 denoising steps, 2 pictures.", page, StringComparison.Ordinal);
        Assert.Contains("candidate 1, corrected, box [128, 256, 256, 384]", page, StringComparison.Ordinal);
        Assert.Equal((0, 1), (Count(page, "Not drawn again"), Count(repeat, "Not drawn again")));
    }

    [Fact]
    public void Render_PlannerThatNeverFinished_SaysSo()
    {
        RunRecord record = Records.Planned();

        Assert.Contains("not finished", Render(record with { Planning = record.Planning! with { Summary = null } }), StringComparison.Ordinal);
    }

    [Fact]
    public void Render_HostileText_IsEncodedEverywhere()
    {
        RunRecord record = Records.Corrected();
        string page = Render(record with
        {
            Prompt = new PromptRecord($"a {Hostile} is kicking a ball", Hostile, "kicking", "ball", Hostile),
            PoseChoice = new PoseChoiceRecord(0, Hostile, 1, Hostile),
            Planning = new PlanningRecord(Hostile, 1, 1, [new BranchRecord(0, 0, Hostile, new(0, 0, 1, 1), true, 1, 1, true), new BranchRecord(1, 0, Hostile, new(0, 0, 1, 1), true, 1, 1, false)]),
            Layout = record.Layout! with { Reasoning = Hostile, Attributes = new Dictionary<string, string> { [Hostile] = Hostile } },
            ChangeCheck = record.ChangeCheck! with { Reason = Hostile },
            Transcript = [new TranscriptEntry(Hostile, Hostile, Hostile, Hostile, Hostile)],
            Warnings = [Hostile],
            Model = record.Model with { Name = Hostile },
            Settings = record.Settings with { NegativePrompt = Hostile, Provider = Hostile },
        });

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("'x')", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_CorrectedRun_IsWellFormedAndNeedsNothingElse()
    {
        string page = Render(Records.Corrected());

        // HTML's empty elements closed, the page is XML: every element is closed where it was opened.
        string body = VoidElements().Replace(page.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal), "<$1$2/>");
        XDocument document = XDocument.Parse(body);
        string[] addresses = [.. document.Descendants().Attributes().Where(attribute => attribute.Name.LocalName is "src" or "href").Select(attribute => attribute.Value)];
        Assert.NotEmpty(addresses);
        Assert.All(addresses, address => Assert.StartsWith("data:image/png;base64,", address, StringComparison.Ordinal));
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_PlainRun_LeavesOutWhatDidNotHappen()
    {
        RunRecord record = Records.Corrected();

        string page = Render(record with { Candidates = [], PoseChoice = null, Layout = null, ChangeCheck = null, Correction = null, Transcript = [], Warnings = [] });

        Assert.Contains("Result", page, StringComparison.Ordinal);
        Assert.All(["Candidates</h2>", "Planner</h2>", "Layout</h2>", "Loss over", "Conversation", "class=\"warnings\""], title => Assert.DoesNotContain(title, page, StringComparison.Ordinal));
    }

    private static int Count(string page, string text) => page.Split(text).Length - 1;

    private static string Render(RunRecord record, int branches = 0)
    {
        VipsPngCodec codec = new();
        byte[] picture = codec.Encode(Records.Image(), new Dictionary<string, string>());
        return ReportPage.Render(new ReportContent(record, picture, [picture, picture], codec, [.. Enumerable.Repeat(picture, branches)]));
    }

    [GeneratedRegex("<(img|meta)([^>]*)>")]
    private static partial Regex VoidElements();
}
