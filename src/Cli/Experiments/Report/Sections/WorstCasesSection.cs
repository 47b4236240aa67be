using ReCorD.Cli.Report;
using ReCorD.Cli.Report.Drawing;
using ReCorD.Cli.Report.Sections;
using ReCorD.Experiments.Results;
using ReCorD.Experiments.Statistics;
using ReCorD.Experiments.Tasks;
using ReCorD.Vision.Poses;

namespace ReCorD.Cli.Experiments.Report.Sections;

/// <summary>The items with the worst leading metric: picture, body, boxes, and what the agent said.</summary>
internal sealed class WorstCasesSection : IExperimentSection
{
    /// <summary>Cases in all, shared among the columns; each has at least two.</summary>
    private const int Most = 8;

    private static readonly (string Role, string CssClass, string Title)[] Roles =
    [
        (BoxRoles.Person, "person", "person and body"), (BoxRoles.Before, "before", "object as given"), (BoxRoles.Answer, "target", "answer"), (BoxRoles.Truth, "object", "truth, or where the object was found"),
    ];

    public bool Applies(ExperimentContent content) => content.Leading is not null && content.Summary.Items.Any(item => IsShown(content, item));

    public void Write(ExperimentContent content, HtmlBuilder html) => html.Element("section", () =>
    {
        html.Element("h2", null, $"Worst cases by {content.Leading!.Title}");
        html.Element("p", "legend", () =>
        {
            foreach ((string _, string css, string title) in Roles)
            {
                html.Element("span", $"key {css}", title);
            }
        });
        foreach (int column in Enumerable.Range(0, content.Summary.Plan.Columns.Count))
        {
            foreach (ItemSummary item in Worst(content, column))
            {
                WriteCase(content, item, html);
            }
        }
    });

    private static ItemSummary[] Worst(ExperimentContent content, int column)
    {
        MetricInfo metric = content.Leading!;
        double sign = metric.Better == MetricDirection.Higher ? 1 : -1;
        return
        [
            .. content.Summary.Items.Where(item => item.Item.Column == column && IsShown(content, item)).OrderBy(item => sign * item.Result.Metrics[metric.Name])
                .DistinctBy(item => item.Item.Test).Take(Math.Max(2, Most / content.Summary.Plan.Columns.Count)),
        ];
    }

    private static bool IsShown(ExperimentContent content, ItemSummary item) => item.Result.Scenes.Count > 0 && item.Result.Metrics.ContainsKey(content.Leading!.Name);

    private static void WriteCase(ExperimentContent content, ItemSummary item, HtmlBuilder html) => html.Element("article", "case", () =>
    {
        html.Element("h3", null, $"{content.Summary.Plan.Columns[item.Item.Column]}: {item.Item.Title}");
        html.Element("p", "quiet", string.Join("  ·  ", content.Metrics.Where(metric => item.Result.Metrics.ContainsKey(metric.Name)).Select(metric => $"{metric.Title} {SummaryPrinter.Number(item.Result.Metrics[metric.Name], metric)}")));
        html.Element("div", item.Result.Scenes.Count > 2 ? null : "beside", () =>
        {
            html.Element("div", item.Result.Scenes.Count > 2 ? "grid" : "case-pictures", () =>
            {
                foreach (ResultScene scene in item.Result.Scenes)
                {
                    WriteScene(content, scene, html);
                }
            });
            html.Element("div", () => Reasoning.Write(html, item.Result.Reasoning, item.Result.Fallback, 1));
        });
    });

    private static void WriteScene(ExperimentContent content, ResultScene scene, HtmlBuilder html)
    {
        if (scene.Picture is not { } name || content.Picture(name) is not { } picture)
        {
            html.Element("p", "quiet", $"{scene.Caption} (the picture is gone)");
            return;
        }

        SceneDrawing.Figure(
            html,
            picture,
            scene.Caption,
            () =>
            {
                foreach ((string role, string css, string _) in Roles)
                {
                    SceneDrawing.Box(html, scene.Boxes.TryGetValue(role, out double[]? edges) && edges.Length == 4 ? SceneLines.ToBox(edges) : null, css);
                }

                SceneDrawing.Body(html, Pose(scene));
            },
            () => html.Text(scene.Caption));
    }

    private static PoseEstimate? Pose(ResultScene scene) => scene.Landmarks is { } rows && rows.All(row => row.Length == 3)
        ? new PoseEstimate([.. rows.Select(SceneLines.ToLandmark)], default)
        : null;
}
