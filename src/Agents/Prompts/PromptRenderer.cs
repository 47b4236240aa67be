using System.Collections;
using System.Globalization;
using System.Net;
using System.Xml;
using System.Xml.Linq;
using HandlebarsDotNet;
using HandlebarsDotNet.Compiler;
using Microsoft.Extensions.AI;

namespace ReCorD.Agents.Prompts;

/// <summary>
/// Renders a prompt as Semantic Kernel does: values are HTML-encoded unless the file declares them safe, Handlebars encodes
/// once more, the whole text is decoded once, and what remains is parsed as chat markup. Text from a scene therefore reaches the
/// model letter by letter but can never open a message of its own.
/// </summary>
internal static class PromptRenderer
{
    private static readonly IHandlebars Engine = CreateEngine();

    public static IReadOnlyList<ChatMessage> Render(PromptDefinition prompt, IReadOnlyDictionary<string, object> values)
    {
        string rendered = RenderText(prompt, values);
        try
        {
            XElement chat = XElement.Parse($"<chat>{rendered}</chat>", LoadOptions.PreserveWhitespace | LoadOptions.SetLineInfo);
            ChatMessage[] messages = [.. chat.Elements().Select(element => ParseMessage(prompt, element))];
            return messages.Length > 0 ? messages : throw new PromptException(prompt.File, prompt.TemplateLine, "the template renders no <message>.");
        }
        catch (XmlException error)
        {
            throw new PromptException(prompt.File, prompt.TemplateLine, $"the rendered text is no chat markup (its line {error.LineNumber}): {error.Message}", error);
        }
    }

    private static string RenderText(PromptDefinition prompt, IReadOnlyDictionary<string, object> values)
    {
        Dictionary<string, object> bound = new(StringComparer.Ordinal);
        foreach (PromptVariable variable in prompt.InputVariables)
        {
            if (values.TryGetValue(variable.Name, out object? value))
            {
                bound[variable.Name] = variable.AllowDangerouslySetContent ? value : Encode(prompt, variable, value);
            }
            else if (variable.Default is not null)
            {
                bound[variable.Name] = variable.Default;
            }
            else if (variable.IsRequired)
            {
                throw new PromptException(prompt.File, variable.Line, $"no value was given for the variable '{variable.Name}'.");
            }
        }

        foreach (string name in values.Keys.Where(name => !prompt.InputVariables.Any(variable => variable.Name == name)))
        {
            throw new PromptException(prompt.File, prompt.TemplateLine, $"a value was given for '{name}', which input_variables does not declare.");
        }

        try
        {
            return WebUtility.HtmlDecode(Engine.Compile(prompt.Template)(bound));
        }
        catch (Exception error) when (error is HandlebarsException or HandlebarsUndefinedBindingException)
        {
            throw new PromptException(prompt.File, prompt.TemplateLine, $"the template cannot be rendered: {error.Message}", error);
        }
    }

    private static object Encode(PromptDefinition prompt, PromptVariable variable, object value) => value switch
    {
        string text => WebUtility.HtmlEncode(text),
        bool or int or long or double or float => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        IEnumerable<string> texts => texts.Select(WebUtility.HtmlEncode).ToArray(),
        IEnumerable or _ => throw new PromptException(prompt.File, variable.Line, $"'{variable.Name}' is a {value.GetType().Name}; give a string, a number, a flag or a list of strings."),
    };

    private static ChatMessage ParseMessage(PromptDefinition prompt, XElement element)
    {
        if (element.Name != "message")
        {
            throw Complain(prompt, element, $"<{element.Name}> stands where only <message> may.");
        }

        ChatRole role = element.Attribute("role")?.Value switch
        {
            "system" => ChatRole.System,
            "user" => ChatRole.User,
            "assistant" => ChatRole.Assistant,
            var other => throw Complain(prompt, element, $"<message role=\"{other}\">: the role must be system, user or assistant."),
        };
        List<AIContent> contents = [];
        if (element.HasElements)
        {
            contents.AddRange(element.Elements().Select(child => ParseContent(prompt, child)));
        }
        else
        {
            contents.Add(new TextContent(element.Value.Trim()));
        }

        return new ChatMessage(role, contents);
    }

    private static AIContent ParseContent(PromptDefinition prompt, XElement element) => element.Name.LocalName switch
    {
        "text" => new TextContent(element.Value.Trim()),
        "image" when element.Value.Trim().StartsWith("data:", StringComparison.Ordinal) => new DataContent(element.Value.Trim()),
        "image" => throw Complain(prompt, element, "<image> must hold a data URI."),
        _ => throw Complain(prompt, element, $"<{element.Name}> is not known inside a message; use <text> or <image>."),
    };

    private static PromptException Complain(PromptDefinition prompt, XElement element, string problem) =>
        new(prompt.File, prompt.TemplateLine, $"{problem} (line {((IXmlLineInfo)element).LineNumber} of the rendered text)");

    private static IHandlebars CreateEngine()
    {
        HandlebarsConfiguration configuration = new() { ThrowOnUnresolvedBindingExpression = true, TextEncoder = new HtmlEncoder(), FormatProvider = CultureInfo.InvariantCulture };
        return Handlebars.Create(configuration);
    }
}
