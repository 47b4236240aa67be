using System.Text;

namespace ReCorD.Cli.Results;

/// <summary>A prompt as part of a folder's name: lower-case ASCII letters and digits, words joined by '-'.</summary>
internal static class Slug
{
    /// <summary>Longest slug; keeps whole paths far below the limits of file systems.</summary>
    public const int MaximumLength = 48;

    /// <summary>Cut at a word where it is too long; <c>picture</c> where no letter or digit is left.</summary>
    public static string Of(string text)
    {
        StringBuilder slug = new();
        foreach (char c in text.Normalize(NormalizationForm.FormD))
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                slug.Append(char.ToLowerInvariant(c));
            }
            else if (char.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.NonSpacingMark && slug.Length > 0 && slug[^1] != '-')
            {
                // Accents vanish with their letter kept; everything else parts words.
                slug.Append('-');
            }
        }

        string whole = slug.ToString().Trim('-');
        return whole.Length == 0 ? "picture" : Cut(whole);
    }

    private static string Cut(string slug)
    {
        if (slug.Length <= MaximumLength)
        {
            return slug;
        }

        int end = slug.LastIndexOf('-', MaximumLength);
        return slug[..(end > 0 ? end : MaximumLength)];
    }
}
