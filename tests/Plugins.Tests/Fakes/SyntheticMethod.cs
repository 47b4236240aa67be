using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Methods;

namespace ReCorD.Fakes;

/// <summary>
/// A method without a network: the object's attention is a round spot at a place that depends on the seed, and lies in the target box
/// where there is one. Pictures are plain, coloured by seed and target.
/// </summary>
public sealed class SyntheticMethod : IGenerationMethod
{
    public const int MapSide = 16;

    public string Name => "record";

    public List<GenerationRequest> Requests { get; } = [];

    /// <summary>Where the object is without a target, by seed; unknown seeds have it at (0.2, 0.2).</summary>
    public Dictionary<long, (double X, double Y)> Places { get; } = [];

    /// <summary>Where the object goes in spite of a target box; null: into the box.</summary>
    public (double X, double Y)? Astray { get; set; }

    /// <summary>Of the spot, as a share of the picture.</summary>
    public double Radius { get; set; } = 0.15;

    public string ObjectWord { get; set; } = "ball";

    /// <summary>Thrown by every call where set.</summary>
    public Exception? Failure { get; set; }

    public IReadOnlyList<string> Warnings { get; set; } = [];

    /// <summary>Whether runs that end early can be gone on with.</summary>
    public bool Pauses { get; set; } = true;

    /// <summary>A round spot that falls to 1/e at the radius. Smooth, because Otsu with "at or above the threshold" takes in the whole of a two-level map.</summary>
    public static ScalarMap Spot(double x, double y, double radius)
    {
        float[] values = new float[MapSide * MapSide];
        for (int row = 0; row < MapSide; row++)
        {
            for (int column = 0; column < MapSide; column++)
            {
                double distance = Math.Sqrt(Math.Pow(((column + 0.5) / MapSide) - x, 2) + Math.Pow(((row + 0.5) / MapSide) - y, 2));
                values[(row * MapSide) + column] = (float)Math.Exp(-distance * distance / (radius * radius));
            }
        }

        return new ScalarMap(MapSide, MapSide, values);
    }

    public GenerationResult Generate(GenerationRequest request, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Failure is not null)
        {
            throw Failure;
        }

        Requests.Add(request);
        int stop = request.StopAfter ?? request.Steps, steps = stop + Math.Min(request.RoughSteps, request.Steps - stop), first = request.ContinueFrom?.Steps ?? 0;
        for (int step = first + 1; step <= steps; step++)
        {
            progress?.Report(new StepProgress(step, steps));
        }

        (double x, double y) = request.TargetBox is { } target ? Astray ?? (target.CenterX, target.CenterY) : Places.GetValueOrDefault(request.Seed, (0.2, 0.2));
        ScalarMap map = Spot(x, y, Radius);
        GuidanceStep[] guidance = request.TargetBox is { } box ? [new GuidanceStep(1, 0.5, new Dictionary<string, double>(), map.ShareInside(box))] : [];
        byte shade = (byte)(request.Seed + (request.TargetBox is null ? 0 : 100));
        return new GenerationResult
        {
            Image = new RgbImage(4, 4, [.. Enumerable.Repeat(shade, 48)]),
            Seed = request.Seed,
            Attention = new Dictionary<string, ScalarMap> { [ObjectWord] = map },
            Guidance = guidance,
            Warnings = Warnings,
            UNetRows = steps - first,
            Paused = Pauses && stop < request.Steps ? new PausedSyntheticRun(stop, request.Seed) : null,
        };
    }

    /// <summary>Where a run stood, with its seed.</summary>
    public sealed record PausedSyntheticRun(int Steps, long Seed) : PausedRun(Steps);
}
