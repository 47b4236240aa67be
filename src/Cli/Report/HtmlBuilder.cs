using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace ReCorD.Cli.Report;

/// <summary>
/// Writes HTML (and the SVG within it) in which nothing can escape its place: text and attribute values are always encoded, and
/// every element is closed by the block that opened it.
/// </summary>
internal sealed class HtmlBuilder
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder _text = new();

    /// <summary>An element with children, written by <paramref name="children"/>.</summary>
    public HtmlBuilder Element(string name, ReadOnlySpan<(string Name, object? Value)> attributes, Action children)
    {
        Open(name, attributes);
        children();
        _text.Append("</").Append(name).Append('>');
        return this;
    }

    /// <summary>An element with children and, at most, a class.</summary>
    public HtmlBuilder Element(string name, string? cssClass, Action children) => Element(name, [("class", cssClass)], children);

    /// <summary>An element with children and no attributes.</summary>
    public HtmlBuilder Element(string name, Action children) => Element(name, [], children);

    /// <summary>An element that holds only text.</summary>
    public HtmlBuilder Element(string name, string? cssClass, string text) => Element(name, [("class", cssClass)], () => Text(text));

    /// <summary>An element that never has children, such as <c>img</c> or <c>meta</c>.</summary>
    public HtmlBuilder Void(string name, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        Open(name, attributes);
        return this;
    }

    /// <summary>An SVG shape without children.</summary>
    public HtmlBuilder Shape(string name, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        Open(name, attributes);
        _text.Insert(_text.Length - 1, '/');
        return this;
    }

    /// <summary>Encoded text.</summary>
    public HtmlBuilder Text(string text)
    {
        _text.Append(Encoder.Encode(text));
        return this;
    }

    /// <summary>Markup of our own, as it is. Never for anything that came from outside.</summary>
    public HtmlBuilder Trusted(string markup)
    {
        _text.Append(markup);
        return this;
    }

    public override string ToString() => _text.ToString();

    private void Open(string name, ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        _text.Append('<').Append(name);
        foreach ((string attribute, object? value) in attributes)
        {
            if (value is not null)
            {
                _text.Append(' ').Append(attribute).Append("=\"").Append(Encoder.Encode(Write(value))).Append('"');
            }
        }

        _text.Append('>');
    }

    private static string Write(object value) => value switch
    {
        double number => number.ToString("0.####", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
