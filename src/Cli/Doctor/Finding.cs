namespace ReCorD.Cli.Doctor;

/// <summary>How well something is.</summary>
internal enum Health
{
    Ok,

    /// <summary>Works, but not as well as it could.</summary>
    Warning,

    /// <summary>Pictures cannot be made.</summary>
    Failure,
}

/// <summary>What was found about one thing: its name, how well it is, what it is, and what to do where it is not well.</summary>
internal sealed record Finding(string Name, Health Health, string Text);
