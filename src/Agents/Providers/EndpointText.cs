using System.Text.RegularExpressions;

namespace ReCorD.Agents.Providers;

/// <summary>Addresses as they may be shown: a name and password before the host are left out.</summary>
public static partial class EndpointText
{
    /// <summary>The address without them.</summary>
    public static string WithoutUserInfo(string address) => UserInfo().Replace(address, "");

    /// <summary>Works on text rather than on a <see cref="Uri"/>: malformed addresses are quoted in messages too.</summary>
    [GeneratedRegex("(?:(?<=//)|^)[^/?#]*@", RegexOptions.CultureInvariant)]
    private static partial Regex UserInfo();
}
