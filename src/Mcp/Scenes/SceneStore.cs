using System.Globalization;

namespace ReCorD.Mcp.Scenes;

/// <summary>
/// The scenes that the client has open, at most so many: a scene holds pictures and maps, and clients forget to close. Where one more is opened, the one
/// that was longest without a call is closed.
/// </summary>
internal sealed class SceneStore(int maximum)
{
    private readonly Lock gate = new();

    /// <summary>By last use, the longest unused first.</summary>
    private readonly List<SceneEntry> open = [];
    private readonly HashSet<string> displaced = new(StringComparer.Ordinal);
    private int opened;

    /// <summary>Adds a scene.</summary>
    /// <returns>The scene, and the one that was closed for it, if one was.</returns>
    public (SceneEntry Added, SceneEntry? Closed) Add(OpenedScene scene, SwitchedObserver observer)
    {
        lock (gate)
        {
            SceneEntry? oldest = null;
            if (open.Count >= maximum)
            {
                oldest = open[0];
                open.RemoveAt(0);
                displaced.Add(oldest.Id);
            }

            SceneEntry added = new(string.Create(CultureInfo.InvariantCulture, $"scene-{++opened}"), scene, observer);
            open.Add(added);
            return (added, oldest);
        }
    }

    /// <summary>The scene of an id, now the last used.</summary>
    /// <exception cref="SceneNotOpenException">It is not open; the message says why and what to do.</exception>
    public SceneEntry Get(string id)
    {
        lock (gate)
        {
            SceneEntry entry = Find(id);
            open.Remove(entry);
            open.Add(entry);
            return entry;
        }
    }

    /// <exception cref="SceneNotOpenException">It is not open.</exception>
    public void Close(string id)
    {
        lock (gate)
        {
            open.Remove(Find(id));
        }
    }

    private SceneEntry Find(string id) => open.Find(entry => entry.Id == id) ?? throw new SceneNotOpenException(displaced.Contains(id)
        ? $"Scene '{id}' was closed because more than {maximum} were open and it was longest without a call. Open it again with open_scene: the same prompt and seed give the same candidates."
        : $"There is no open scene '{id}'. {(open.Count == 0 ? "None is open; call open_scene first." : $"Open: {string.Join(", ", open.Select(entry => entry.Id))}.")}");
}
