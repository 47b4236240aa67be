namespace ReCorD.Diffusion.Attention;

/// <summary>
/// Which token of the intransitive prompt y' stands for each token of the full prompt y (the index function of Eq. 2), found by global
/// alignment (Needleman and Wunsch, 1970) of the token ids. Equals <c>get_mapper</c> of Prompt-to-Prompt, which ReCorD's official code uses.
/// </summary>
/// <remarks>
/// Beyond the last token of the full prompt the mapper is the identity and alpha is 1, as in the official code: padding takes the
/// columns of the intransitive prompt's padding.
/// </remarks>
public sealed class TokenAlignment
{
    private const int Gap = 0;
    private const int Match = 1;
    private const int Mismatch = -1;

    private TokenAlignment(int[] mapper, float[] alphas)
    {
        Mapper = mapper;
        Alphas = alphas;
    }

    /// <summary>Per position of the full prompt, the index in the intransitive prompt, or -1 where it has no counterpart. Length: the maximum length.</summary>
    public IReadOnlyList<int> Mapper { get; }

    /// <summary>Per position of the full prompt, 1 where <see cref="Mapper"/> has a counterpart (its attention is swapped), else 0.</summary>
    public IReadOnlyList<float> Alphas { get; }

    /// <summary>Aligns two prompts.</summary>
    /// <param name="intransitiveIds">Ids of y' from its start token to its end token, without padding.</param>
    /// <param name="fullIds">Ids of y from its start token to its end token, without padding.</param>
    /// <param name="maxLength">Length of the padded sequences that the text encoder reads; 77 for Stable Diffusion.</param>
    /// <exception cref="ArgumentException">A prompt is longer than <paramref name="maxLength"/>.</exception>
    public static TokenAlignment Align(ReadOnlySpan<int> intransitiveIds, ReadOnlySpan<int> fullIds, int maxLength)
    {
        RequireFit(intransitiveIds.Length, maxLength, nameof(intransitiveIds));
        RequireFit(fullIds.Length, maxLength, nameof(fullIds));

        Direction[,] trace = Trace(intransitiveIds, fullIds);
        int[] mapper = new int[maxLength];
        float[] alphas = new float[maxLength];
        for (int position = fullIds.Length; position < maxLength; position++)
        {
            mapper[position] = position;
            alphas[position] = 1;
        }

        FollowBack(trace, intransitiveIds.Length, fullIds.Length, mapper, alphas);
        return new TokenAlignment(mapper, alphas);
    }

    /// <summary>Best score of every pair of prefixes, kept only as the step that led there. Rows: intransitive, columns: full prompt.</summary>
    private static Direction[,] Trace(ReadOnlySpan<int> rows, ReadOnlySpan<int> columns)
    {
        int[,] score = new int[rows.Length + 1, columns.Length + 1];
        Direction[,] trace = new Direction[rows.Length + 1, columns.Length + 1];
        for (int row = 0; row <= rows.Length; row++)
        {
            for (int column = 0; column <= columns.Length; column++)
            {
                if (row == 0 || column == 0)
                {
                    score[row, column] = (row + column) * Gap;
                    trace[row, column] = row == 0 ? Direction.SkipFull : Direction.SkipIntransitive;
                    continue;
                }

                int skipFull = score[row, column - 1] + Gap;
                int skipIntransitive = score[row - 1, column] + Gap;
                int pair = score[row - 1, column - 1] + (rows[row - 1] == columns[column - 1] ? Match : Mismatch);
                int best = Math.Max(skipFull, Math.Max(skipIntransitive, pair));
                score[row, column] = best;

                // The order of the tests decides between equally good alignments; it is the official code's.
                trace[row, column] = best == skipFull ? Direction.SkipFull : best == skipIntransitive ? Direction.SkipIntransitive : Direction.Pair;
            }
        }

        return trace;
    }

    private static void FollowBack(Direction[,] trace, int row, int column, int[] mapper, float[] alphas)
    {
        while (column > 0)
        {
            switch (trace[row, column])
            {
                case Direction.Pair:
                    row--;
                    column--;
                    mapper[column] = row;
                    alphas[column] = 1;
                    break;
                case Direction.SkipFull:
                    column--;
                    mapper[column] = -1;
                    break;
                default:
                    row--;
                    break;
            }
        }
    }

    private static void RequireFit(int length, int maxLength, string parameter)
    {
        if (length > maxLength)
        {
            throw new ArgumentException(
                $"The prompt has {length} tokens but the text encoder reads {maxLength}. Pass the truncated ids that the tokenizer gives.", parameter);
        }
    }

    private enum Direction
    {
        Pair,
        SkipFull,
        SkipIntransitive,
    }
}
