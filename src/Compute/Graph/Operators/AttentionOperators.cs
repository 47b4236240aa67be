namespace ReCorD.Compute.Graph.Operators;

/// <summary>
/// Whole attention as one operator, for graphs that are run at once: the forward part by ONNX Runtime's own, its gradient by ours (<see cref="Kernels.AttentionGradient"/>). Neither is
/// part of exported models.
/// </summary>
public static class AttentionOperators
{
    /// <summary>Domain of ONNX Runtime's operators beside ONNX's.</summary>
    private const string Domain = "com.microsoft";

    /// <summary>
    /// softmax(q k') v of each head, never holding all probabilities where <see cref="Runtime.SessionSettings.FusesAttention"/> says so: maxima and sums run along with a few
    /// keys at a time (Dao et al. 2022, FlashAttention).
    /// </summary>
    /// <param name="query">[B, heads, L, d], float32, already scaled.</param>
    /// <param name="key">[B, heads, N, d], float32.</param>
    /// <param name="value">[B, heads, N, d], float32.</param>
    /// <returns>[B, heads, L, d].</returns>
    /// <exception cref="GraphException">Shapes or types do not fit.</exception>
    public static Value FusedAttention(this Value query, Value key, Value value)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        if (new[] { query, key, value }.Any(operand => operand.ElementType != ElementType.Float32 || operand.Shape.Rank != 4)
            || query.Shape.ElementCount == 0 || key.Shape.ElementCount == 0 || !key.Shape.Equals(value.Shape) || !query.Shape.With(2, key.Shape[2]).Equals(key.Shape))
        {
            throw new GraphException($"Fused attention needs float32 queries [B, heads, L, d] and keys and values [B, heads, N, d], not {query}, {key} and {value}.");
        }

        long heads = query.Shape[1], size = query.Shape[3];
        Dictionary<string, object> attributes = new() { [OwnOperators.HeadsAttribute] = heads, ["scale"] = 1f };
        Value[] operands = [Join(query), Join(key), Join(value)];
        Value attended = query.Builder.Emit("MultiHeadAttention", operands, [(ElementType.Float32, operands[0].Shape)], attributes, Domain)[0];
        return attended.Reshape(query.Shape[0], query.Shape[2], heads, size).Transpose(0, 2, 1, 3);

        // The operator also takes keys and values head by head, but then holds whole maps. ONNX Runtime drops transpositions that undo one another.
        Value Join(Value operand) => operand.Transpose(0, 2, 1, 3).Reshape(operand.Shape[0], operand.Shape[2], heads * size);
    }

    /// <summary>The gradients of query, key and value of a "MultiHeadAttention" node, [B, L or N, heads * d].</summary>
    /// <param name="attention">The node, of scale 1.</param>
    /// <param name="resultGradient">[B, L, heads * d].</param>
    internal static IReadOnlyList<Value> AttentionGradient(Node attention, Value resultGradient)
    {
        Dictionary<string, object> attributes = new() { [OwnOperators.HeadsAttribute] = attention.Integer(OwnOperators.HeadsAttribute, 1) };
        Value[] operands = [.. attention.Inputs, attention.Outputs[0], resultGradient];
        return resultGradient.Builder.Emit(OwnOperators.AttentionGradient, operands, [.. attention.Inputs.Select(input => (input.ElementType, input.Shape))], attributes, OwnOperators.Domain);
    }
}
