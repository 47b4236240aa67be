using ReCorD.Agents.Runs;
using ReCorD.Cli.Progress;
using ReCorD.Cli.Tests.Support;
using ReCorD.Plugins.Events;

namespace ReCorD.Cli.Tests.Progress;

public class PlainRunDisplayTests
{
    [Fact]
    public void Observe_Stage_WritesFewLinesWithTheTimeLeft()
    {
        ManualTime time = new();
        StringWriter output = new();
        PlainRunDisplay display = new(output, time);

        display.Observe(new StageStarted("candidates", 20));
        for (int step = 1; step <= 4; step++)
        {
            time.Advance(1);
            display.Observe(new StageStepped("candidates", step, 20));
        }

        display.Observe(new StageFinished("candidates", 20.4));
        display.Observe(new ToolCalled("layout", "submit_layout", $"{{\"reasoning\":\"{new string('x', 100)}\"}}"));
        display.Observe(new RunWarned("Mind the gap\u001b[2J."));

        // One second a step: after 2 of 20 steps 18 s are left. Steps 1 and 3 fall into the quiet time.
        Assert.Equal(
            """
            Making candidates ...
            Making candidates: step 2 of 20, about 18 s left
            Making candidates: step 4 of 20, about 16 s left
            Making candidates: done in 20 s
              layout: submit_layout {"reasoning":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
            warning: Mind the gap�[2J.

            """.ReplaceLineEndings(),
            output.ToString());
    }

    [Fact]
    public void Observe_ReadingAndRounds_AreToldOnOneLineEach()
    {
        StringWriter output = new();
        PlainRunDisplay display = new(output, new ManualTime());

        display.Observe(new PromptRead("a boy is kicking a ball and a girl is holding a cup", 2));
        display.Observe(new RoundStarted(1, 3, "none", ""));
        display.Observe(new RoundFinished(1, 0.5, false));
        display.Observe(new RoundStarted(2, 3, "stronger", "it is still off."));
        display.Observe(new RoundFinished(2, null, true));

        Assert.Equal(
            """
            read as: "a boy is kicking a ball and a girl is holding a cup" (2 interactions)
            round 1 of 3
            round 1: score 0.500, not accepted
            round 2 of 3: stronger correction: it is still off.
            round 2: accepted without critique

            """.ReplaceLineEndings(),
            output.ToString());
        Assert.Equal("2 of 2, score 0.900 (first round 0.500)", Phrases.Rounds(Records.Rounds()));
    }

    [Theory]
    [InlineData("cpu", "single", "", null)]
    [InlineData("cuda", "half", "", "device: cuda, half precision")]
    [InlineData("cpu", "single", "webgpu", "device: cpu, single precision; not webgpu: No adapter")]
    public void Device_Chosen_IsToldWhereItIsNotTheUsual(string device, string precision, string rejected, string? expected)
    {
        Dictionary<string, string> reasons = rejected.Length == 0 ? [] : new() { [rejected] = "No adapter." };

        Assert.Equal(expected, Phrases.Device(new DeviceChosen(device, precision, reasons)));
    }

    [Theory]
    [InlineData(0.2, 0.6, 0, 0.8, "20 % before, 60 % after correction")]
    [InlineData(0.6, 0.2, 0, 0.8, "60 % before, 20 % after correction")]
    [InlineData(0.6, 0.2, 0.8, 0.1, "60 % before, 20 % after correction, which made things worse")]
    public void Outcome_Correction_OwnsUpToHarm(double shareBefore, double shareAfter, double iouBefore, double iouAfter, string expected)
    {
        RunRecord record = Records.Corrected();

        string line = Phrases.Outcome(record with { Correction = record.Correction! with { ShareBefore = shareBefore, ShareAfter = shareAfter, IouBefore = iouBefore, IouAfter = iouAfter } });

        Assert.EndsWith($": {expected}", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.84, "0.8 s")]
    [InlineData(9.96, "10 s")]
    [InlineData(59.6, "1 min 00 s")]
    [InlineData(125, "2 min 05 s")]
    public void Duration_Seconds_ReadsAsPeopleSayIt(double seconds, string expected) => Assert.Equal(expected, Phrases.Duration(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Left_NothingKnown_IsNull()
    {
        StagePace pace = new(new ManualTime());

        Assert.Null(pace.Left(0, 10));
        Assert.Null(pace.Left(3, 0));
    }
}
