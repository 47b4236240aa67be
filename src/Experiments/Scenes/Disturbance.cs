using ReCorD.Compute.Imaging;
using ReCorD.Experiments.Definition;

namespace ReCorD.Experiments.Scenes;

/// <summary>How a known object box is moved and resized before an agent must restore it, as ReCorD's authors did with the boxes of HICO-DET.</summary>
/// <param name="Shift">Distance by which the centre moves, as a share of the picture's side, 0 to 1. Its direction is drawn.</param>
/// <param name="Resize">Each side is multiplied by a factor drawn between 1/Resize and Resize, at least 1; evenly on a logarithmic scale.</param>
/// <param name="Seed">Seed of the draws.</param>
public sealed record Disturbance(double Shift, double Resize, int Seed)
{
    private const int Directions = 32;

    private const int LargestResize = 10;

    public static Disturbance Default { get; } = new(0.25, 1.5, 1);

    /// <summary>The var <c>disturbance: {shift, resize, seed}</c>; what is absent is the default.</summary>
    /// <exception cref="ExperimentException">A number is out of its range.</exception>
    public static Disturbance Read(TestCase test)
    {
        ArgumentNullException.ThrowIfNull(test);
        JsonFields fields = new(new JsonFields(test.Vars, test.File, test.Line, "vars").Object("disturbance"), test.File, test.Line, "'disturbance'");
        fields.AllowOnly("shift", "resize", "seed");
        double shift = fields.Number("shift") ?? Default.Shift, resize = fields.Number("resize") ?? Default.Resize, seed = fields.Number("seed") ?? Default.Seed;
        return shift is >= 0 and <= 1 && resize is >= 1 and <= LargestResize && seed is >= 0 and <= int.MaxValue && seed == Math.Truncate(seed)
            ? new Disturbance(shift, resize, (int)seed)
            : throw fields.Error($"'disturbance' needs shift from 0 to 1, resize from 1 to {LargestResize} and a whole seed from 0.");
    }

    /// <summary>The disturbed box, inside the picture.</summary>
    /// <param name="box">The true one.</param>
    /// <param name="scene">Number of the scene: each has draws of its own.</param>
    public Box Apply(Box box, int scene)
    {
        Random random = new(unchecked((Seed * 486_187_739) + scene));
        double width = Math.Min(1, box.Width * Factor(random)), height = Math.Min(1, box.Height * Factor(random));
        Box moved = box;

        // Of the directions in which the box stays inside the picture the first that is drawn.
        for (int i = 0; i < Directions; i++)
        {
            double angle = random.NextDouble() * 2 * Math.PI;
            moved = Box.FromCenter(box.CenterX + (Shift * Math.Cos(angle)), box.CenterY + (Shift * Math.Sin(angle)), width, height);
            if (moved.Intersect(Box.WholePicture) == moved)
            {
                return moved;
            }
        }

        return moved.MovedInside();
    }

    private double Factor(Random random) => Math.Pow(Resize, (2 * random.NextDouble()) - 1);
}
