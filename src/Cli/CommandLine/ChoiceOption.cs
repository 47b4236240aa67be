using System.CommandLine;

namespace ReCorD.Cli.CommandLine;

/// <summary>An option that takes one of a few words; anything else is refused with the words in the message.</summary>
internal static class ChoiceOption
{
    public static Option<string?> Create(string name, string description, IReadOnlyCollection<string> words, bool required = false, IReadOnlyCollection<string>? otherNames = null)
    {
        Option<string?> option = new(name) { Description = description, HelpName = string.Join('|', words), Required = required };
        option.Validators.Add(result =>
        {
            string? found = result.Tokens.Count == 0 ? null : result.Tokens[^1].Value;
            if (found is not null && !words.Contains(found) && otherNames?.Contains(found) is not true)
            {
                result.AddError($"{name} expects {string.Join(" or ", words)} but found '{found}'.");
            }
        });
        return option;
    }
}
