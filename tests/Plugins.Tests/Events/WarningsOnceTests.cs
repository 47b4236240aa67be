using ReCorD.Fakes;
using ReCorD.Plugins.Events;

namespace ReCorD.Plugins.Tests.Events;

public sealed class WarningsOnceTests
{
    [Fact]
    public void Observe_SameWarningAgain_IsNotPassedOn()
    {
        RecordingObserver inner = new();
        WarningsOnce observer = new(inner);
        RunEvent[] events = [new RunWarned("a"), new StageStarted("s", 1), new RunWarned("b"), new RunWarned("a"), new StageStarted("s", 1)];

        foreach (RunEvent one in events)
        {
            observer.Observe(one);
        }

        Assert.Equal([events[0], events[1], events[2], events[4]], inner.Events);
    }
}
