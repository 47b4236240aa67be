namespace ReCorD.Cli.Application;

/// <summary>Rows of cells as aligned text, readable on a terminal and in a file.</summary>
internal static class TextTable
{
    /// <param name="output">Where to write.</param>
    /// <param name="header">Titles of the columns.</param>
    /// <param name="rows">The cells, each row as long as the header.</param>
    /// <param name="isText">Which columns hold words. Numbers stand to the right, so that digits stand under digits; words to the left.</param>
    public static void Write(TextWriter output, string[] header, IReadOnlyList<string[]> rows, Func<int, bool> isText)
    {
        int[] widths = [.. header.Select((title, column) => rows.Select(row => row[column].Length).Append(title.Length).Max())];
        foreach (string[] line in rows.Prepend(header))
        {
            IEnumerable<string> cells = line.Select((cell, column) => isText(column) ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            output.WriteLine(string.Join("  ", cells).TrimEnd());
        }
    }
}
