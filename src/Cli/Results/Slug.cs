using System.Text;

namespace ReCorD.Cli.Results;

/// <summary>A prompt as part of a folder's name: lower-case letters and digits of any script, words joined by '-'.</summary>
internal static class Slug
{
    /// <summary>Longest slug, in characters; keeps names below the 255 bytes of file systems in every script.</summary>
    public const int MaximumLength = 48;

    /// <summary>Cut at a word where it is too long; <c>picture</c> where no letter or digit is left.</summary>
    public static string Of(string text)
    {
        StringBuilder slug = new();
        foreach (char c in text)
        {
            if (char.IsLetterOrDigit(c))
            {
                slug.Append(char.ToLowerInvariant(c));
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
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
