using System.Globalization;
using ReCorD.Compute.Imaging;
using ReCorD.Plugins.Layout;
using ReCorD.Plugins.Poses;
using ReCorD.Vision.Poses;

namespace ReCorD.Agents.Providers.Builtin;

/// <summary>Computes where an object belongs beside a body.</summary>
internal static class ObjectPlacer
{
    private const double SkyMargin = 0.03;

    /// <summary>
    /// Boxes are made at least this large, as a share of the picture. On attention maps of 16 x 16 that is a little under 8 cells; the box
    /// loss needs 5 to average over, and rounding to cells takes up to a third.
    /// </summary>
    private const double ReliableArea = 0.03;

    /// <summary>The box with edges on whole units of the canvas, valid by the rules of <see cref="LayoutValidator"/> wherever a valid one exists.</summary>
    /// <param name="affordance">The action.</param>
    /// <param name="size">Usual size of the object.</param>
    /// <param name="pose">The person.</param>
    /// <param name="present">Where the object is now; its size is kept where it is usual. Null: not known.</param>
    public static ProposedBox Place(Affordance affordance, ObjectSize size, PoseEstimate pose, Box? present)
    {
        BodyGeometry body = BodyGeometry.From(pose);
        double width = Math.Clamp(present?.Width / body.Height ?? size.TypicalWidth, size.MinimumWidth, size.MaximumWidth) * body.Height;
        double height = Math.Clamp(present?.Height / body.Height ?? size.TypicalHeight, size.MinimumHeight, size.MaximumHeight) * body.Height;
        double growth = Math.Max(1, Math.Sqrt(ReliableArea / (width * height)));
        width *= growth;
        height *= growth;
        Placement place = affordance.Place;
        (double anchorX, double anchorY) = BodyAnchors.Find(body, place.Anchor);
        double x = anchorX + (body.Forward * ((place.ObjectForward * width) + (place.BodyForward * body.Height)));
        double y = place.Vertical switch
        {
            "ground" => BodyAnchors.Ground(body) - (height / 2),
            "sky" => SkyMargin + (height / 2),
            _ => anchorY - (place.ObjectUp * height) - (place.BodyUp * body.Height),
        };
        Box box = Valid(Box.FromCenter(x, y, width, height).MovedInside(), pose.PersonBox);
        return new ProposedBox(box, string.Create(
            CultureInfo.InvariantCulture,
            $"The body would stand {body.Height * Box.ReferenceSize:0} units tall and faces {(body.Facing == 0 ? "the viewer" : body.FacingName)}; the object belongs at the {place.Anchor.Replace('_', ' ')}, ({anchorX * Box.ReferenceSize:0}, {anchorY * Box.ReferenceSize:0}){(place.Vertical == "anchor" ? "" : ", " + (place.Vertical == "sky" ? "up in the sky" : "on the ground"))}, {width / body.Height:0.00} x {height / body.Height:0.00} of the body's height."));
    }

    /// <summary>The box about its centre, its sides multiplied.</summary>
    public static Box Scale(Box box, double factor) => Box.FromCenter(box.CenterX, box.CenterY, box.Width * factor, box.Height * factor).MovedInside();

    /// <summary>Grown or shrunk about its centre until the rules on area and on covering the person hold.</summary>
    private static Box Valid(Box box, Box person)
    {
        double wanted = Math.Clamp(box.Area, LayoutValidator.MinimumArea * 1.1, LayoutValidator.MaximumArea * 0.9);
        Box valid = Scale(box, Math.Sqrt(wanted / box.Area));
        if (Math.Min(valid.Width, valid.Height) < LayoutValidator.MinimumSide)
        {
            valid = Box.FromCenter(valid.CenterX, valid.CenterY, Math.Max(valid.Width, LayoutValidator.MinimumSide * 1.1), Math.Max(valid.Height, LayoutValidator.MinimumSide * 1.1)).MovedInside();
        }

        for (int i = 0; i < 10 && valid.Intersect(person).Area > LayoutValidator.MaximumPersonCover * person.Area && valid.Area > LayoutValidator.MinimumArea * 1.5; i++)
        {
            valid = Scale(valid, 0.9);
        }

        return valid;
    }
}

/// <summary>A box and how it was found.</summary>
internal sealed record ProposedBox(Box Box, string Explanation);
