using System.Text.Json;
using ReCorD.Cli.Progress;
using ReCorD.Cli.Tests.Support;
using ReCorD.Plugins.Events;

namespace ReCorD.Cli.Tests.Progress;

public class JsonRunDisplayTests
{
    [Fact]
    public void Observe_AnyEvent_IsOneJsonLineWithItsMembers()
    {
        ManualTime time = new();
        StringWriter output = new();
        JsonRunDisplay display = new(output, time);

        display.Observe(new StageStarted("layout", 4));
        time.Advance(2);
        display.Observe(new StageStepped("layout", 1, 4));
        display.Observe(new ToolCalled("layout", "try_layout", "{\"box\":[1,2,3,4]}"));
        display.Observe(new StageFinished("layout", 2.00049));
        display.Observe(new DeviceChosen("cpu", "single", new Dictionary<string, string> { ["cuda"] = "No driver." }));
        display.Observe(new ChatRetried("layout", "far", 1, 0.75, "busy"));
        display.Observe(new RunWarned("a \"quoted\"\nword"));
        display.Fail("no", 1);

        Assert.Equal(
            """
            {"event":"stage-started","time":0,"stage":"layout","steps":4}
            {"event":"stage-stepped","time":2,"stage":"layout","completed":1,"steps":4,"secondsLeft":6}
            {"event":"tool-called","time":2,"agent":"layout","tool":"try_layout","arguments":"{\"box\":[1,2,3,4]}"}
            {"event":"stage-finished","time":2,"stage":"layout","seconds":2}
            {"event":"device-chosen","time":2,"device":"cpu","precision":"single","rejected":{"cuda":"No driver."}}
            {"event":"chat-retried","time":2,"agent":"layout","provider":"far","attempt":1,"delaySeconds":0.75,"reason":"busy"}
            {"event":"warning","time":2,"message":"a \"quoted\"\nword"}
            {"event":"error","time":2,"message":"no","exitCode":1}

            """.ReplaceLineEndings(),
            output.ToString());
    }

    [Fact]
    public void Finish_Run_NamesTheFiles()
    {
        StringWriter output = new();

        new JsonRunDisplay(output, new ManualTime()).Finish(new RunSummary(Records.Corrected(), "out", 12.5));

        using JsonDocument json = JsonDocument.Parse(output.ToString());
        Assert.Equal("run-finished", json.RootElement.GetProperty("event").GetString());
        Assert.Equal(Path.Combine("out", "image.png"), json.RootElement.GetProperty("image").GetString());
        Assert.Equal(7, json.RootElement.GetProperty("seed").GetInt64());
        Assert.True(json.RootElement.GetProperty("corrected").GetBoolean());
        Assert.Equal(1400, json.RootElement.GetProperty("usage")[0].GetProperty("inputTokens").GetInt64());
        Assert.Equal(12.5, json.RootElement.GetProperty("seconds").GetDouble());
    }
}
