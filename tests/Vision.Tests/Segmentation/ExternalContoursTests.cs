using ReCorD.Vision.Segmentation;

namespace ReCorD.Vision.Tests.Segmentation;

public sealed class ExternalContoursTests
{
    [Theory]
    [InlineData(".", 0)]
    [InlineData("#", 1)]
    [InlineData("#.#", 2)]
    [InlineData("##|##", 1)]
    [InlineData("#.|.#", 1)]
    [InlineData("###|#.#|###", 1)]
    [InlineData("#####|#...#|#.#.#|#...#|#####", 1)]
    [InlineData("##.##|#...#|##.##", 2)]
    [InlineData("#####..|#...#.#|#.#.#..|#...#.#|#####..", 3)]
    [InlineData(".#.|#.#|.#.", 1)]
    [InlineData("#######|......#|.####.#|.#..#.#|.#.##.#|.#....#|.######", 1)]
    public void Find_Drawing_CountsOuterShapes(string drawing, int expected)
        => Assert.Equal(expected, ExternalContours.Find(Mask(drawing)).Count);

    [Theory]
    [InlineData("#", 0, 0, 0, 1, 1)]
    [InlineData("....|.##.|.##.", 1, 1, 1, 2, 2)]
    [InlineData("####", 0, 0, 0, 4, 1)]
    [InlineData(".#.|###|.#.", 2, 0, 0, 3, 3)]
    [InlineData("#####|#...#|#.#.#|#...#|#####", 16, 0, 0, 5, 5)]
    [InlineData("#..|.#.|..#", 0, 0, 0, 3, 3)]
    public void Find_OneShape_GivesAreaAndBounds(string drawing, double area, int x, int y, int width, int height)
    {
        // Closed form: area of the polygon through the centres of the border cells.
        Contour contour = Assert.Single(ExternalContours.Find(Mask(drawing)));

        Assert.Equal(area, contour.PolygonArea);
        Assert.Equal(new CellRectangle(x, y, width, height), contour.Bounds);
    }

    [Fact]
    public void Find_SeveralShapes_ListsTheLastInReadingOrderFirst()
    {
        IReadOnlyList<Contour> contours = ExternalContours.Find(Mask("#.#|...|.#."));

        Assert.Equal([(1, 2), (2, 0), (0, 0)], contours.Select(contour => contour.Points[0]));
    }

    [Fact]
    public void Find_RandomMasks_AgreesWithFloodFill()
    {
        // An independent statement of "external": 8-connected shapes that touch the ground connected (by 4) to the outside.
        Random random = new(7);
        for (int run = 0; run < 300; run++)
        {
            int width = random.Next(1, 14), height = random.Next(1, 14);
            double density = random.NextDouble();
            BinaryMask mask = new(width, height, [.. Enumerable.Range(0, width * height).Select(_ => random.NextDouble() < density)]);

            IEnumerable<CellRectangle> found = ExternalContours.Find(mask).Select(contour => contour.Bounds);

            Assert.Equal(FloodFill.ExternalBounds(mask), found.Reverse());
        }
    }

    private static BinaryMask Mask(string drawing)
    {
        string[] rows = drawing.Split('|');
        return new BinaryMask(rows[0].Length, rows.Length, [.. rows.SelectMany(row => row.Select(cell => cell == '#'))]);
    }

    private static class FloodFill
    {
        internal static List<CellRectangle> ExternalBounds(BinaryMask mask)
        {
            bool Inside((int X, int Y) cell) => cell.X >= 0 && cell.Y >= 0 && cell.X < mask.Width && cell.Y < mask.Height && mask[cell.X, cell.Y];
            bool InMargin((int X, int Y) cell) => cell.X >= -1 && cell.Y >= -1 && cell.X <= mask.Width && cell.Y <= mask.Height;
            HashSet<(int X, int Y)> outside = Fill((-1, -1), cell => InMargin(cell) && !Inside(cell), diagonal: false);
            HashSet<(int, int)> done = [];
            List<CellRectangle> bounds = [];
            for (int y = 0; y < mask.Height; y++)
            {
                for (int x = 0; x < mask.Width; x++)
                {
                    if (!mask[x, y] || done.Contains((x, y)))
                    {
                        continue;
                    }

                    HashSet<(int X, int Y)> shape = Fill((x, y), Inside, diagonal: true);
                    done.UnionWith(shape);
                    if (shape.Any(cell => Neighbours(cell, diagonal: false).Any(outside.Contains)))
                    {
                        int left = shape.Min(cell => cell.X), top = shape.Min(cell => cell.Y);
                        bounds.Add(new CellRectangle(left, top, shape.Max(cell => cell.X) - left + 1, shape.Max(cell => cell.Y) - top + 1));
                    }
                }
            }

            return bounds;
        }

        private static HashSet<(int X, int Y)> Fill((int X, int Y) start, Func<(int X, int Y), bool> allowed, bool diagonal)
        {
            HashSet<(int X, int Y)> filled = [start];
            Queue<(int X, int Y)> queue = new(filled);
            while (queue.TryDequeue(out (int X, int Y) cell))
            {
                foreach ((int X, int Y) neighbour in Neighbours(cell, diagonal).Where(allowed).Where(filled.Add))
                {
                    queue.Enqueue(neighbour);
                }
            }

            return filled;
        }

        private static IEnumerable<(int X, int Y)> Neighbours((int X, int Y) cell, bool diagonal) =>
            from dy in Enumerable.Range(-1, 3)
            from dx in Enumerable.Range(-1, 3)
            where (dx, dy) != (0, 0) && (diagonal || dx == 0 || dy == 0)
            select (cell.X + dx, cell.Y + dy);
    }
}
