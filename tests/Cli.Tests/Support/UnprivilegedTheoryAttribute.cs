namespace ReCorD.Cli.Tests.Support;

/// <summary>A theory about permissions: the superuser may read everything, and Windows has other permissions.</summary>
internal sealed class UnprivilegedTheoryAttribute : TheoryAttribute
{
    public UnprivilegedTheoryAttribute()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Skip = "Needs a Unix user other than the superuser.";
        }
    }
}
