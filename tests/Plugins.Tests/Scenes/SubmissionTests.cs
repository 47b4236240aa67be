using ReCorD.Plugins.Scenes;

namespace ReCorD.Plugins.Tests.Scenes;

public sealed class SubmissionTests
{
    [Fact]
    public void Reject_UpToTheMaximum_Closes()
    {
        Submission<string> submission = new(2);

        submission.Reject("first");
        Assert.False(submission.IsClosed);
        submission.Reject("second");

        Assert.True(submission.IsClosed);
        Assert.Null(submission.Value);
        Assert.Equal("second", submission.LastProblem);
    }

    [Fact]
    public void Accept_AfterARejection_ClosesAndCountsBoth()
    {
        Submission<string> submission = new(3);
        submission.Reject("first");

        submission.Accept("answer");

        Assert.True(submission.IsClosed);
        Assert.Equal(2, submission.Attempts);
        Assert.Null(submission.LastProblem);
        Assert.Null(submission.Fallback);
    }

    [Fact]
    public void Settle_WithReason_IsAFallback()
    {
        Submission<string> submission = new(1);

        submission.Settle("kept", "no answer");

        Assert.Equal("kept", submission.Value);
        Assert.Equal("no answer", submission.Fallback);
    }
}
