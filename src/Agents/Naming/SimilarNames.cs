namespace ReCorD.Agents.Naming;

/// <summary>Whether somebody who typed one name may have meant another.</summary>
public static class SimilarNames
{
    /// <summary>Longer names are cut: no one reads further, and the comparison takes their product.</summary>
    private const int Longest = 100;

    /// <summary>One contains the other, or at most a third of the letters differ; case does not matter.</summary>
    public static bool AreSimilar(string typed, string name)
    {
        ArgumentNullException.ThrowIfNull(typed);
        ArgumentNullException.ThrowIfNull(name);
        string left = Cut(typed), right = Cut(name);
        return left.Length > 0 && right.Length > 0
            && (left.Contains(right, StringComparison.Ordinal) || right.Contains(left, StringComparison.Ordinal) || 3 * Distance(left, right) <= Math.Max(left.Length, right.Length));
    }

    /// <summary>Letters to insert, remove or replace (Levenshtein).</summary>
    public static int Distance(string left, string right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }

    /// <summary>A hint for a message: <c> Did you mean 'prompts'?</c> with a space before it, or nothing where no name is similar.</summary>
    public static string Hint(string typed, IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        string[] similar = [.. names.Where(name => AreSimilar(typed, name)).OrderBy(name => Distance(Cut(typed), Cut(name))).Take(2)];
        return similar.Length == 0 ? "" : $" Did you mean {string.Join(" or ", similar.Select(name => $"'{name}'"))}?";
    }

    private static string Cut(string text) => (text.Length <= Longest ? text : text[..Longest]).ToUpperInvariant();
}
