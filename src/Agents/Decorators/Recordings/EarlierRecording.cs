namespace ReCorD.Agents.Decorators.Recordings;

/// <summary>What becomes of a recording that lies already where one is to be written. One without exchanges is always written over.</summary>
public enum EarlierRecording
{
    /// <summary>It stays, and there is an error: what it holds may have been paid for.</summary>
    Refuse,

    /// <summary>An unfinished one of the same models is gone on with. A complete one stays, as with <see cref="Refuse"/>.</summary>
    Continue,

    /// <summary>It is written over, complete or not.</summary>
    Replace,
}
