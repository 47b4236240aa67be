using System.Text;
using Microsoft.Extensions.AI;
using ReCorD.Fakes;

namespace ReCorD.Agents.Tests.Prompts;

/// <summary>
/// The rendered text of every prompt against a snapshot in Expectations. After a wanted change copy the received file, whose path
/// the failure names, over the snapshot and read the difference.
/// </summary>
public sealed class PromptSnapshotTests
{
    private const string Facts = """{"task":"test","verb":"kicking"}""";

    public static TheoryData<string> Names => ["pose-selection", "layout", "planner", "prompt", "critic", "reminder"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Render_Prompt_EqualsSnapshot(string name)
    {
        string received = Show(TestPrompts.Library().Render(name, Values(name)));

        string folder = Path.Combine(AppContext.BaseDirectory, "Prompts", "Expectations");
        string expected = Path.Combine(folder, name + ".verified.txt");
        string written = Path.Combine(Directory.CreateDirectory(folder).FullName, name + ".received.txt");
        File.WriteAllText(written, received);
        Assert.True(File.Exists(expected), $"No snapshot; received text is in {written}.");
        Assert.Equal(File.ReadAllText(expected), received);
    }

    private static Dictionary<string, object> Values(string name) => name switch
    {
        "pose-selection" => new() { ["prompt"] = "a boy is kicking a ball", ["count"] = 2, ["last"] = 1, ["facts"] = Facts, ["images"] = new[] { "data:image/png;base64,AAAA", "data:image/png;base64,BBBB" } },
        "layout" => new() { ["prompt"] = "a boy is kicking a ball", ["object"] = "ball", ["facts"] = Facts, ["image"] = "data:image/png;base64,AAAA" },
        "prompt" => new() { ["prompt"] = "ein Junge tritt einen Ball", ["most"] = 6, ["facts"] = Facts },
        "critic" => new() { ["prompt"] = "a boy is kicking a ball", ["facts"] = Facts, ["left"] = 1, ["image"] = "data:image/png;base64,AAAA", ["candidates"] = new[] { "data:image/png;base64,BBBB" } },
        "planner" => new() { ["prompt"] = "a boy is kicking a ball", ["facts"] = Facts },
        _ => new() { ["tool"] = "submit_layout" },
    };

    private static string Show(IEnumerable<ChatMessage> messages)
    {
        StringBuilder text = new();
        foreach (ChatMessage message in messages)
        {
            text.Append("== ").Append(message.Role.Value).Append('\n');
            foreach (AIContent content in message.Contents)
            {
                text.Append(content is DataContent image ? $"[{image.Uri}]" : ((TextContent)content).Text).Append('\n');
            }
        }

        return text.ToString();
    }
}
