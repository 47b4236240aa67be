using ReCorD.Plugins.Scenes;

namespace ReCorD.Cli.Report;

/// <summary>What a round did otherwise, in words.</summary>
internal static class RoundChanges
{
    public static string Title(string kind) => kind switch
    {
        RoundChangeKinds.None => "as asked",
        RoundChangeKinds.OtherSeeds => "other seeds",
        RoundChangeKinds.OtherCandidate => "another candidate",
        RoundChangeKinds.MoveBox => "another box",
        RoundChangeKinds.Stronger => "stronger correction",
        RoundChangeKinds.Weaker => "weaker correction",
        RoundChangeKinds.NegativePrompt => "negative prompt",
        _ => kind,
    };
}
