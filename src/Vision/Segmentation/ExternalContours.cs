namespace ReCorD.Vision.Segmentation;

/// <summary>
/// Outer borders of the shapes in a mask, with the results and the order of OpenCV's <c>findContours(RETR_EXTERNAL)</c>: shapes are
/// 8-connected, holes have no border, and shapes inside a hole of another are left out. Border following of Suzuki and Abe (1985).
/// </summary>
public static class ExternalContours
{
    private const sbyte Unseen = 1;
    private const sbyte Seen = 2;

    /// <summary>A seen cell whose right neighbour is ground: here the scan leaves the shape.</summary>
    private const sbyte SeenRightEdge = -2;

    /// <summary>Steps to the eight neighbours, counter-clockwise from the right; y grows downwards.</summary>
    private static readonly (int X, int Y)[] Steps = [(1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1)];

    /// <summary>All outer borders; the one whose first cell comes last in reading order stands first, as in OpenCV.</summary>
    public static IReadOnlyList<Contour> Find(BinaryMask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        Grid grid = new(mask);
        List<Contour> contours = [];
        for (int y = 0; y < mask.Height; y++)
        {
            sbyte previous = 0, lastBorder = 0;
            for (int x = 0; x < mask.Width; x++)
            {
                // After a border cell that is no right edge the scan is inside a shape: what begins here lies in its hole.
                if (previous == 0 && grid[x, y] == Unseen && lastBorder <= 0)
                {
                    contours.Add(new Contour(Follow(grid, x, y)));
                }

                previous = grid[x, y];
                if (previous is Seen or SeenRightEdge)
                {
                    lastBorder = previous;
                }
            }
        }

        contours.Reverse();
        return contours;
    }

    /// <summary>Follows the border from its first cell in reading order, whose left neighbour is ground, and marks its cells.</summary>
    private static List<(int X, int Y)> Follow(Grid grid, int startX, int startY)
    {
        int? toLast = FirstNeighbour(grid, startX, startY);
        if (toLast is null)
        {
            grid[startX, startY] = SeenRightEdge;
            return [(startX, startY)];
        }

        (int X, int Y) start = (startX, startY), current = start, last = Step(start, toLast.Value);
        List<(int X, int Y)> points = [];
        int backward = toLast.Value;
        while (true)
        {
            int direction = NextDirection(grid, current, backward);
            (int X, int Y) next = Step(current, direction);

            // Turning from the cell we came from to the next one passed over the right neighbour: it is ground.
            if (direction > Steps.Length)
            {
                grid[current.X, current.Y] = SeenRightEdge;
            }
            else if (grid[current.X, current.Y] == Unseen)
            {
                grid[current.X, current.Y] = Seen;
            }

            points.Add(current);
            if (next == start && current == last)
            {
                return points;
            }

            backward = (direction + (Steps.Length / 2)) % Steps.Length;
            current = next;
        }
    }

    private static (int X, int Y) Step((int X, int Y) cell, int direction)
    {
        (int x, int y) = Steps[direction % Steps.Length];
        return (cell.X + x, cell.Y + y);
    }

    /// <summary>The first direction after <paramref name="backward"/>, counter-clockwise, that leads to the shape; 8 and more after a full turn.</summary>
    private static int NextDirection(Grid grid, (int X, int Y) cell, int backward)
    {
        int direction = backward;
        (int X, int Y) next;
        do
        {
            direction++;
            next = Step(cell, direction);
        }
        while (grid[next.X, next.Y] == 0);
        return direction;
    }

    /// <summary>Direction of the first neighbour, clockwise from the left one; null for a lone cell.</summary>
    private static int? FirstNeighbour(Grid grid, int x, int y)
    {
        const int left = 4;
        for (int turn = 1; turn < Steps.Length; turn++)
        {
            int direction = (left - turn + Steps.Length) % Steps.Length;
            (int X, int Y) neighbour = Step((x, y), direction);
            if (grid[neighbour.X, neighbour.Y] != 0)
            {
                return direction;
            }
        }

        return null;
    }

    /// <summary>The mask with a margin of ground, one cell wide, so that borders at the edge need no special case.</summary>
    private sealed class Grid
    {
        private readonly int stride;
        private readonly sbyte[] cells;

        internal Grid(BinaryMask mask)
        {
            stride = mask.Width + 2;
            cells = new sbyte[stride * (mask.Height + 2)];
            for (int y = 0; y < mask.Height; y++)
            {
                for (int x = 0; x < mask.Width; x++)
                {
                    this[x, y] = mask[x, y] ? Unseen : (sbyte)0;
                }
            }
        }

        internal sbyte this[int x, int y]
        {
            get => cells[((y + 1) * stride) + x + 1];
            set => cells[((y + 1) * stride) + x + 1] = value;
        }
    }
}
