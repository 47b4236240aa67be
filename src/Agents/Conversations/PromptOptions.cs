using System.Globalization;
using Microsoft.Extensions.AI;
using ReCorD.Agents.Prompts;

namespace ReCorD.Agents.Conversations;

/// <summary>Reads the execution settings of a prompt; those under <c>default</c> apply.</summary>
internal static class PromptOptions
{
    public static ChatOptions Read(PromptDefinition prompt)
    {
        ChatOptions options = new() { ToolMode = ChatToolMode.Auto };
        if (!prompt.ExecutionSettings.TryGetValue("default", out IReadOnlyDictionary<string, string>? settings))
        {
            return options;
        }

        options.Temperature = (float?)Number(prompt, settings, "temperature");
        options.TopP = (float?)Number(prompt, settings, "top_p");
        options.MaxOutputTokens = (int?)Number(prompt, settings, "max_tokens");
        options.Seed = (long?)Number(prompt, settings, "seed");
        return options;
    }

    private static double? Number(PromptDefinition prompt, IReadOnlyDictionary<string, string> settings, string key)
    {
        if (!settings.TryGetValue(key, out string? text))
        {
            return null;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? number
            : throw new PromptException(prompt.File, null, $"execution_settings.default.{key} is '{text}'; expected a number.");
    }
}
