namespace ReCorD.Agents.Providers;

/// <summary>Offered through <c>GetService</c> by chat clients that work around what a model cannot do: what the user should know of it.</summary>
public interface IChatNotices
{
    /// <summary>The notices that nobody took yet, each a sentence for the user.</summary>
    IReadOnlyList<string> Take();
}
