using System.Text;

namespace ReCorD.Diffusion.Tokenization;

/// <summary>Turns one word into tokens: its bytes, then ever again the pair that stands first in the list of merges (Sennrich et al., arXiv 1508.07909).</summary>
internal sealed class BytePairEncoder
{
    /// <summary>Marks the last token of a word.</summary>
    public const string EndOfWord = "</w>";

    private const int None = -1;

    private readonly int[] innerBytes;
    private readonly int[] lastBytes;
    private readonly IReadOnlyDictionary<(int Left, int Right), Merge> merges;

    /// <param name="vocabulary">Id of each token.</param>
    /// <param name="merges">What two neighbouring ids become, and how early.</param>
    /// <param name="unknownId">For bytes that the vocabulary lacks.</param>
    public BytePairEncoder(IReadOnlyDictionary<string, int> vocabulary, IReadOnlyDictionary<(int Left, int Right), Merge> merges, int unknownId)
    {
        this.merges = merges;
        innerBytes = ByteIds(vocabulary, unknownId, "");
        lastBytes = ByteIds(vocabulary, unknownId, EndOfWord);
    }

    /// <summary>Ids of a word's tokens; at least one for a word that is not empty.</summary>
    public List<int> Encode(string word)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(word);
        int[] ids = new int[bytes.Length];
        int[] next = new int[bytes.Length];
        int[] previous = new int[bytes.Length];
        for (int position = 0; position < bytes.Length; position++)
        {
            bool isLast = position == bytes.Length - 1;
            ids[position] = isLast ? lastBytes[bytes[position]] : innerBytes[bytes[position]];
            next[position] = isLast ? None : position + 1;
            previous[position] = position - 1;
        }

        MergeAll(ids, next, previous);

        List<int> tokens = [];
        for (int position = bytes.Length == 0 ? None : 0; position != None; position = next[position])
        {
            tokens.Add(ids[position]);
        }

        return tokens;
    }

    /// <summary>
    /// Merges in the order of rank, then place. A queue and a linked list, because a prompt may be one word of a hundred thousand letters,
    /// over which repeated scans would take minutes.
    /// </summary>
    private void MergeAll(int[] ids, int[] next, int[] previous)
    {
        PriorityQueue<(int Position, int Left, int Right), (int Rank, int Position)> queue = new();
        void Consider(int position)
        {
            if (position != None && next[position] != None && merges.TryGetValue((ids[position], ids[next[position]]), out Merge merge))
            {
                queue.Enqueue((position, ids[position], ids[next[position]]), (merge.Rank, position));
            }
        }

        for (int position = 0; position < ids.Length; position++)
        {
            Consider(position);
        }

        while (queue.TryDequeue(out (int Position, int Left, int Right) pair, out _))
        {
            int position = pair.Position;
            int right = next[position];
            if (ids[position] != pair.Left || right == None || ids[right] != pair.Right)
            {
                continue; // One of the two has been merged since.
            }

            ids[position] = merges[(pair.Left, pair.Right)].Id;
            ids[right] = None;
            next[position] = next[right];
            if (next[right] != None)
            {
                previous[next[right]] = position;
            }

            next[right] = None;
            Consider(previous[position]);
            Consider(position);
        }
    }

    private static int[] ByteIds(IReadOnlyDictionary<string, int> vocabulary, int unknownId, string suffix)
        => [.. Enumerable.Range(0, 256).Select(value => vocabulary.TryGetValue(ByteAlphabet.ToCharacter((byte)value) + suffix, out int id) ? id : unknownId)];

    /// <summary>A merge's place in the list, from 0, and the id of the joined token.</summary>
    internal readonly record struct Merge(int Rank, int Id);
}
