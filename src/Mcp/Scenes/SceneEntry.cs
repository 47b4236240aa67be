using System.Collections.Frozen;
using Microsoft.Extensions.AI;
using ReCorD.Plugins.Tools;

namespace ReCorD.Mcp.Scenes;

/// <summary>An open scene with the tools that act on it. They are made once: tools may remember what was called before.</summary>
internal sealed class SceneEntry(string id, OpenedScene scene, SwitchedObserver observer)
{
    private readonly FrozenDictionary<string, AIFunction> tools = SceneTools.All(scene.Session).ToFrozenDictionary(tool => tool.Name);

    public string Id => id;

    public OpenedScene Scene => scene;

    public SwitchedObserver Observer => observer;

    public AIFunction Tool(string name) => tools[name];
}
