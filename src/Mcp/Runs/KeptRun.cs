using ReCorD.Agents.Runs;

namespace ReCorD.Mcp.Runs;

/// <summary>A finished run and where its results lie.</summary>
/// <param name="Name">Name of its folder, by which tools and resources know it.</param>
/// <param name="Folder">Full path.</param>
/// <param name="Record">What was asked, decided and measured.</param>
/// <param name="Files">Files that may be read by anyone who knows the run, relative to the folder; the final picture first.</param>
public sealed record KeptRun(string Name, string Folder, RunRecord Record, IReadOnlyList<string> Files)
{
    /// <summary>The final picture, full path.</summary>
    public string Picture => Path.Combine(Folder, Files[0]);
}
