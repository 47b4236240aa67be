using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using ReCorD.Mcp.Calls;
using ReCorD.Mcp.Runs;
using ReCorD.Mcp.Scenes;
using ReCorD.Mcp.Tools;

namespace ReCorD.Mcp;

/// <summary>
/// Offers ReCorD to one client of the Model Context Protocol: pictures in one call, and the plugins' tools on scenes that the client drives. Serves one
/// session over a pair of streams.
/// </summary>
/// <param name="host">The program around it.</param>
/// <param name="settings">Version and limits.</param>
/// <param name="loggers">For what goes wrong. Never standard output, which may be the client's.</param>
public sealed class RecordMcpServer(IRecordHost host, McpSettings settings, ILoggerFactory loggers)
{
    private const string Instructions = """
        ReCorD makes pictures in which someone really does something to something ("a boy is kicking a ball"), on this machine.

        For a picture, call generate_image. To decide yourself, open_scene and then, each with its scene_id:
        1. generate_candidates shows pictures made from different seeds.
        2. Look at them; extract_pose and locate_object measure. submit_pose_choice takes the one whose pose shows the action best.
        3. Decide where the object must be for the action to happen; try_layout shows what a box would give. submit_layout takes the box.
        4. correct_interaction makes the picture. If it is not good, start_branch tries another candidate or box; finish then says which picture is the result.
        5. save_scene writes the result with a report; close_scene lets go of the scene.

        Boxes are x1, y1, x2, y2 on a canvas of 512 x 512, origin at the upper left, whatever the picture's size. An error says what to mend; call again.
        Pictures take seconds to minutes: ask for progress. One call at a time works with the engine, others wait.
        """;

    /// <summary>Serves until the input ends or the token is cancelled; work under way is stopped first.</summary>
    /// <param name="input">Messages of the client, one a line.</param>
    /// <param name="output">Messages to it. Nothing else may be written there.</param>
    /// <param name="cancellationToken">Ends the server.</param>
    public async Task RunAsync(Stream input, Stream output, CancellationToken cancellationToken)
    {
        using WorkQueue queue = new();
        using CancellationTokenSource ending = new();
        StreamServerTransport transport = new(input, output, "ReCorD", loggers);
        await using (transport.ConfigureAwait(false))
        {
            // The SDK lets calls under way run to their end when the input ends; nobody waits for them any more.
            Task inputEnded = transport.MessageReader.Completion.ContinueWith(_ => ending.CancelAsync(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).Unwrap();
            McpServer server = McpServer.Create(transport, Options(new ToolSurroundings(host, queue, loggers.CreateLogger("ReCorD.Mcp"), ending.Token)), loggers);
            await using (server.ConfigureAwait(false))
            {
                try
                {
                    await server.RunAsync(cancellationToken).ConfigureAwait(false);
                }
                finally
                {
                    // The engine goes when this method has returned: nothing may be at work with it then.
                    await ending.CancelAsync().ConfigureAwait(false);
                    await inputEnded.ConfigureAwait(false);
                    await queue.CloseAsync().ConfigureAwait(false);
                }
            }
        }
    }

    private McpServerOptions Options(ToolSurroundings surroundings)
    {
        SceneStore scenes = new(settings.MaximumScenes);
        return new McpServerOptions
        {
            ServerInfo = new Implementation { Name = "ReCorD", Title = "ReCorD", Version = settings.Version },
            ServerInstructions = Instructions,
            ToolCollection =
            [
                new GenerateImageTool(surroundings), new ListRunsTool(surroundings), new ShowRunTool(surroundings), new OpenSceneTool(scenes, surroundings),
                .. PluginCatalogue.Tools.Select(tool => new PluginTool(tool, scenes, surroundings)),
                new SaveSceneTool(scenes, surroundings), new CloseSceneTool(scenes, surroundings),
            ],
            ResourceCollection = [new RunFiles(host).Resource],
        };
    }
}
