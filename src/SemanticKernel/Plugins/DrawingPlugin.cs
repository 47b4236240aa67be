using System.ComponentModel;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.SemanticKernel;
using ReCorD.Agents.Prompts;
using ReCorD.Agents.Providers;
using ReCorD.Agents.Runs;
using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Models;
using ReCorD.SemanticKernel.Scenes;

namespace ReCorD.SemanticKernel.Plugins;

/// <summary>The plugin "ReCorD": a model asks for a picture and is told what came of it.</summary>
internal sealed class DrawingPlugin(RecordStudio studio)
{
    public const string Name = "ReCorD";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static KernelPlugin Create(RecordStudio studio) => KernelPluginFactory.CreateFromObject(new DrawingPlugin(studio), Name);

    [KernelFunction("draw_interaction")]
    [Description("Makes a picture of someone doing something to something: candidates are drawn, the best pose is chosen, and the object is moved to where the action needs it. Returns JSON with the id of the picture, which the user is shown, and how well the object got into its place. Slow.")]
    public async Task<string> DrawAsync(
        Kernel kernel,
        [Description("One sentence of the form \"a boy is kicking a ball\".")] string prompt,
        [Description("Another number gives another picture, the same number the same one.")] long seed = 1,
        [Description("How many pictures the pose is chosen from, 1 to 16.")] int candidates = 5,
        CancellationToken cancellationToken = default)
    {
        try
        {
            SceneOptions scene = new() { Seed = Math.Max(0, seed), Candidates = Math.Clamp(candidates, 1, 16) };
            RunOutcome outcome = await studio.DrawAsync(prompt, kernel, scene, observer: null, cancellationToken).ConfigureAwait(false);
            return JsonSerializer.Serialize(Drawing.Of(outcome.Record, studio.Pictures.Keep(outcome.FinalImage, prompt)), Json);
        }
        catch (Exception error) when (error is ArgumentException or AgentException or ChatProviderException or GenerationException or PromptException or ModelFolderException)
        {
            return JsonSerializer.Serialize(new Failure(error.Message), Json);
        }
    }

    private sealed record Drawing(string Image, bool Corrected, string? Pose, string? Layout, double? IouBefore, double? IouAfter, IReadOnlyList<string>? Warnings)
    {
        public static Drawing Of(RunRecord run, string image) => new(
            image, run.Correction is not null, run.PoseChoice?.Reasoning, run.Layout?.Reasoning, Rounded(run.Correction?.IouBefore), Rounded(run.Correction?.IouAfter),
            run.Warnings.Count > 0 ? run.Warnings : null);

        private static double? Rounded(double? value) => value is { } number ? Math.Round(number, 2) : null;
    }

    private sealed record Failure(string Error);
}
