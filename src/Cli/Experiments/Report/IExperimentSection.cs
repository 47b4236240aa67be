using ReCorD.Cli.Report;

namespace ReCorD.Cli.Experiments.Report;

/// <summary>One part of the page. Adding one: implement it and list it in <see cref="ExperimentPage"/>.</summary>
internal interface IExperimentSection
{
    /// <summary>Whether the experiment has something to show here.</summary>
    bool Applies(ExperimentContent content);

    void Write(ExperimentContent content, HtmlBuilder html);
}
