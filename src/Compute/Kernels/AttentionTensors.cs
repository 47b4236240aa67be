namespace ReCorD.Compute.Kernels;

/// <summary>The tensors of an attention and its gradient, each [rows, queries or keys, heads * size], float32.</summary>
internal readonly unsafe struct AttentionTensors
{
    /// <summary>Already scaled.</summary>
    public required float* Query { get; init; }

    public required float* Key { get; init; }

    public required float* Value { get; init; }

    /// <summary>What the attention gave.</summary>
    public required float* Result { get; init; }

    public required float* ResultGradient { get; init; }

    /// <summary>To be written, like the following.</summary>
    public required float* QueryGradient { get; init; }

    public required float* KeyGradient { get; init; }

    public required float* ValueGradient { get; init; }

    /// <summary>The same from the first query and key of a head on; heads are counted through all rows.</summary>
    public AttentionTensors OfHead(AttentionShape shape, int head)
    {
        long row = head / shape.Heads, inRow = (long)(head % shape.Heads) * shape.Size;
        long queries = (row * shape.Queries * shape.Width) + inRow, keys = (row * shape.Keys * shape.Width) + inRow;
        return new AttentionTensors
        {
            Query = Query + queries, Key = Key + keys, Value = Value + keys, Result = Result + queries, ResultGradient = ResultGradient + queries,
            QueryGradient = QueryGradient + queries, KeyGradient = KeyGradient + keys, ValueGradient = ValueGradient + keys,
        };
    }
}
