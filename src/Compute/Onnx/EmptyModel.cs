namespace ReCorD.Compute.Onnx;

/// <summary>An ONNX model without nodes, to which ONNX Runtime then adds those of a graph.</summary>
internal static class EmptyModel
{
    /// <param name="name">The graph's name.</param>
    /// <param name="opsets">Version of each operator domain that will be used.</param>
    public static ReadOnlyMemory<byte> Write(string name, IReadOnlyDictionary<string, int> opsets)
    {
        ProtobufWriter model = new();
        model.Integer(OnnxFields.Model.IrVersion, OnnxModelWriter.IrVersion);
        model.Message(OnnxFields.Model.Graph, graph => graph.Text(OnnxFields.Graph.Name, name));
        foreach ((string domain, int version) in opsets)
        {
            OnnxModelWriter.WriteOpset(model, domain, version);
        }

        return model.Written.ToArray();
    }
}
