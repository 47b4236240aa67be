using System.Globalization;
using ReCorD.Cli.Application;

namespace ReCorD.Cli.Bench;

/// <summary>A report as aligned text, readable on a terminal and in a file.</summary>
internal static class BenchPrinter
{
    public static void Print(BenchReport report, TextWriter output)
    {
        if (report.Rows.Count > 0)
        {
            PrintTable(report.Rows, output);
            output.WriteLine();
        }

        int width = report.Fields.Count == 0 ? 0 : report.Fields.Max(field => field.Name.Length);
        foreach (BenchField field in report.Fields)
        {
            output.WriteLine($"{Title(field.Name).PadRight(width)}  {Text(field.Value)}{(field.Unit.Length > 0 ? " " + field.Unit : "")}");
        }

        foreach (string note in report.Notes)
        {
            output.WriteLine(note);
        }
    }

    private static void PrintTable(IReadOnlyList<IReadOnlyList<BenchField>> rows, TextWriter output)
    {
        TextTable.Write(output, [.. rows[0].Select(field => Title(field.Name))], [.. rows.Select(row => row.Select(field => Text(field.Value)).ToArray())], column => rows[0][column].Value is string);
    }

    private static string Title(string name) => name.Replace('_', ' ');

    private static string Text(object? value) => value switch
    {
        null => "-",
        bool truth => truth ? "yes" : "no",
        double number => number.ToString(Math.Abs(number) >= 100 ? "0.0" : "0.###", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
