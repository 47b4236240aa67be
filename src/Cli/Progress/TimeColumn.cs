using Spectre.Console;
using Spectre.Console.Rendering;

namespace ReCorD.Cli.Progress;

/// <summary>How long a stage has left, or took.</summary>
internal sealed class TimeColumn : ProgressColumn
{
    protected override bool NoWrap => true;

    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(Describe(task));

    private static string Describe(ProgressTask task)
    {
        if (task.IsFinished)
        {
            return Phrases.Duration(task.ElapsedTime ?? TimeSpan.Zero);
        }

        return task is { IsIndeterminate: false, RemainingTime: { } left } ? $"{Phrases.Duration(left)} left" : "";
    }
}
