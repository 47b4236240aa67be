namespace ReCorD.Agents.Providers;

/// <summary>Offered through <c>GetService</c> by chat clients whose model may lack capabilities.</summary>
public interface ICapabilityReport
{
    /// <summary>What the model can do by what is known so far, as <c>tools yes, vision not known yet, JSON schema no</c>.</summary>
    string Describe();

    /// <summary>Finds out what is not known yet, by one small request each.</summary>
    /// <exception cref="ChatProviderException">The model cannot be reached or refuses altogether.</exception>
    Task FindOutAsync(CancellationToken cancellationToken);
}
