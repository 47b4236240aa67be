namespace ReCorD.Agents.Conversations;

/// <summary>The answer of a chat client that stands at the end of a chain to <c>GetService</c>.</summary>
internal static class OfferedServices
{
    /// <summary>The first of the objects that is of the type; null where none is or a key was given, since none has one.</summary>
    /// <param name="serviceType">The type asked for.</param>
    /// <param name="serviceKey">The key asked for.</param>
    /// <param name="offered">The client itself, then what it offers besides.</param>
    public static object? Find(Type serviceType, object? serviceKey, params IEnumerable<object> offered)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null ? offered.FirstOrDefault(serviceType.IsInstanceOfType) : null;
    }
}
