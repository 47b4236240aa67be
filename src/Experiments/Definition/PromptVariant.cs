using System.Text.Json.Nodes;

namespace ReCorD.Experiments.Definition;

/// <summary>One way to ask.</summary>
/// <param name="Label">Name in tables; unique.</param>
/// <param name="File">Prompt file that takes the place of the agent's own, full path; null: the agent's own.</param>
/// <param name="Template">Sentence of image runs, with <c>{{name}}</c> for vars; null for tasks of agents alone.</param>
/// <param name="Settings">Vars that hold for this variant, stronger than those of tests.</param>
/// <param name="Line">Line in the experiment file.</param>
public sealed record PromptVariant(string Label, string? File, string? Template, JsonObject Settings, long Line);
