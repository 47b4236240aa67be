using ReCorD.Cli.Bench;
using ReCorD.Diffusion.Methods;

namespace ReCorD.Cli.Tests.Bench;

public class RunScheduleTests
{
    /// <summary>Counted by hand for five candidates of 50 steps: the default profile edits and guides the first 15.</summary>
    [Fact]
    public void All_DefaultProfile_CountsRows()
    {
        IReadOnlyList<RunSchedule> schedules = RunSchedule.All(previewStep: 20, roughSteps: 0, RecordProfiles.Default);

        Assert.Equal([1200, 780, 480], schedules.Select(schedule => (4 * schedule.EditedSteps) + (2 * schedule.PlainSteps)));
        Assert.All(schedules, schedule => Assert.Equal(15, schedule.GradientSteps));
    }

    [Fact]
    public void All_PreviewWithinTheEditedSteps_CountsNoPlainStepsOfCandidates()
        => Assert.Equal((5 * 10) + 15, RunSchedule.All(previewStep: 10, roughSteps: 0, RecordProfiles.Default)[^1].EditedSteps);

    /// <summary>Ten steps from the 15th of 50 are all plain; from the tenth they stand at 10, 14, 18 and so on, of which the first two are edited.</summary>
    [Theory]
    [InlineData(15, (5 * 15) + 15, (5 * 10) + 35)]
    [InlineData(10, (5 * (10 + 2)) + 15, (5 * 8) + 35)]
    public void All_RoughSteps_AreEditedWhereTheyStandAtEditedSteps(int previewStep, int editedSteps, int plainSteps)
    {
        RunSchedule schedule = RunSchedule.All(previewStep, roughSteps: 10, RecordProfiles.Default)[^1];

        Assert.Equal((editedSteps, plainSteps), (schedule.EditedSteps, schedule.PlainSteps));
    }
}
