using ReCorD.Agents.Runs;

namespace ReCorD.Agents.Rounds;

/// <summary>
/// Repeats of runs with a critic. The decisions are those of the kept round, which may have been made with another seed, strength or negative
/// prompt than the run began with. An unchanged repeat draws that round again and takes over what was said of the others; a changed one
/// branches from it, and is a run of one round with that round's settings.
/// </summary>
internal static class RoundReplay
{
    /// <summary>The request as it is to be carried out.</summary>
    public static RunRequest Resolve(RunRequest request)
    {
        if (request.Decisions is not { Rounds: { } rounds } decisions || request.Settings.WithoutHashes() == decisions.Settings.WithoutHashes())
        {
            return request;
        }

        RunSettings kept = Of(rounds.Result(), decisions.Settings);
        RunSettings settings = request.Settings with
        {
            Seed = kept.Seed,
            CorrectionStrength = request.Settings.CorrectionStrength == decisions.Settings.CorrectionStrength ? kept.CorrectionStrength : request.Settings.CorrectionStrength,
            NegativePrompt = request.Settings.NegativePrompt == decisions.Settings.NegativePrompt ? kept.NegativePrompt : request.Settings.NegativePrompt,
            Rounds = 1,
        };
        return request with { Settings = settings, Decisions = decisions with { Settings = kept with { Rounds = 1 }, Rounds = null } };
    }

    /// <summary>The settings with which the kept round's picture is made.</summary>
    public static RunSettings Effective(RunRequest request) => request.Decisions?.Rounds is { } rounds ? Of(rounds.Result(), request.Settings) : request.Settings;

    private static RunSettings Of(RoundRecord round, RunSettings settings) => settings with { Seed = round.Seed, CorrectionStrength = round.CorrectionStrength, NegativePrompt = round.NegativePrompt };
}
