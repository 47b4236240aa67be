using ReCorD.Diffusion.Attention;

namespace ReCorD.Diffusion.Methods.Official;

/// <summary>What the official controller knows of the two prompts.</summary>
/// <param name="Alignment">Tokens of y' for those of y, padding included.</param>
/// <param name="Length">Tokens of the longer prompt from its start token to its end token (<c>prompt_len</c>).</param>
/// <param name="ObjectToken">Position of the object's only token.</param>
public sealed record OfficialPrompt(TokenAlignment Alignment, int Length, int ObjectToken)
{
    /// <summary>How often each column of the padded sequence is multiplied by the mask.</summary>
    public int[] DampingCounts(DampedColumns columns)
    {
        int[] counts = new int[Alignment.Mapper.Count];
        for (int token = 0; token < Length; token++)
        {
            if (token != ObjectToken)
            {
                counts[columns == DampedColumns.OtherTokens ? token : ObjectToken]++;
            }
        }

        return counts;
    }
}
