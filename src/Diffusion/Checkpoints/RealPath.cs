using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints;

/// <summary>Where a path leads once every symbolic link in it has been followed, as <c>realpath</c> of POSIX says.</summary>
internal static class RealPath
{
    /// <summary>As in Linux: more links than this in one path are taken for a circle.</summary>
    private const int MaximumLinks = 40;

    /// <param name="path">A path; parts that do not exist are left as they are.</param>
    /// <exception cref="ModelFolderException">Links lead in a circle.</exception>
    public static string Of(string path)
    {
        string full = Path.GetFullPath(path);
        int followed = 0;
        Stack<string> rest = new(Enumerable.Reverse(Parts(full)));
        string real = Path.GetPathRoot(full)!;
        while (rest.TryPop(out string? part))
        {
            string next = Path.GetFullPath(Path.Combine(real, part));
            if (LinkTarget(next) is not { } target)
            {
                real = next;
                continue;
            }

            if (++followed > MaximumLinks)
            {
                throw new ModelFolderException(path, null, $"more than {MaximumLinks} symbolic links lead on from here; they seem to form a circle.");
            }

            string absolute = Path.Combine(real, target);
            real = Path.GetPathRoot(Path.GetFullPath(absolute))!;
            // Not made canonical: a ".." behind a link to a folder means that folder's parent.
            foreach (string step in Enumerable.Reverse(Parts(absolute)))
            {
                rest.Push(step);
            }
        }

        return real;
    }

    /// <summary>Whether a path leads to a file; for .NET a link that leads nowhere is one.</summary>
    public static bool LeadsToFile(string path)
    {
        try
        {
            return File.Exists(Of(path));
        }
        catch (ModelFolderException)
        {
            // Links in a circle.
            return false;
        }
    }

    private static string[] Parts(string path)
        => path[(Path.GetPathRoot(path) ?? "").Length..].Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);

    private static string? LinkTarget(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What cannot be looked at cannot be opened either; opening it gives the better message.
            return null;
        }
    }
}
