namespace ReCorD.Vision.Png;

/// <summary>
/// One text entry of a PNG file. <see cref="Keyword"/>: 1 to 79 Latin-1 letters, no space at its ends and no two in a row, such as
/// <c>parameters</c>. <see cref="Text"/>: any Unicode text without the NUL character; lines end in <c>\n</c>.
/// </summary>
public sealed record PngText(string Keyword, string Text);
