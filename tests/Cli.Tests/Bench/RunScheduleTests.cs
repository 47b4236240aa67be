using ReCorD.Cli.Bench;
using ReCorD.Diffusion.Methods;

namespace ReCorD.Cli.Tests.Bench;

public class RunScheduleTests
{
    /// <summary>Counted by hand for five candidates of 50 steps: the default profile edits and guides the first 15.</summary>
    [Fact]
    public void All_DefaultProfile_CountsRows()
    {
        IReadOnlyList<RunSchedule> schedules = RunSchedule.All(previewStep: 20, RecordProfiles.Default);

        Assert.Equal([1200, 780, 480], schedules.Select(schedule => (4 * schedule.EditedSteps) + (2 * schedule.PlainSteps)));
        Assert.All(schedules, schedule => Assert.Equal(15, schedule.GradientSteps));
    }

    [Fact]
    public void All_PreviewWithinTheEditedSteps_CountsNoPlainStepsOfCandidates()
        => Assert.Equal((5 * 10) + 15, RunSchedule.All(previewStep: 10, RecordProfiles.Default)[^1].EditedSteps);
}
