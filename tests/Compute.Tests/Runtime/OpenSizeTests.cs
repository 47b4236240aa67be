using ReCorD.Compute.Onnx;
using ReCorD.Compute.Runtime;

namespace ReCorD.Compute.Tests.Runtime;

/// <summary>Models of other programs can leave sizes open; our own graphs never do.</summary>
public sealed class OpenSizeTests(ComputeRuntimeFixture fixture) : IClassFixture<ComputeRuntimeFixture>
{
    [Fact]
    public void Run_OpenSize_TakesAnySizeAndAllocatesTheResult()
    {
        using TemporaryFile path = new("open.onnx", Model(DataType.Float));
        using Session session = Session.Load(fixture.Runtime, path.FullName);

        Assert.Equal("x: Float32[any, 2]", session.Inputs[0].ToString());
        Assert.Null(session.Inputs[0].Shape);
        for (int rows = 0; rows < 3; rows++)
        {
            float[] x = [.. Enumerable.Range(0, rows * 2).Select(number => number - 2.5f)];
            Tensor y = session.Run(new Dictionary<string, Tensor> { ["x"] = Tensor.From(x, rows, 2) })["y"];
            Assert.Equal(new TensorShape(rows, 2), y.Shape);
            Assert.Equal(x.Select(value => Math.Max(value, 0)), y.ToArray<float>());
        }
    }

    [Fact]
    public void Run_OpenSize_StillChecksTheFixedOnes()
    {
        using TemporaryFile path = new("open.onnx", Model(DataType.Float));
        using Session session = Session.Load(fixture.Runtime, path.FullName);

        ArgumentException error = Assert.Throws<ArgumentException>(() => session.Run(new Dictionary<string, Tensor> { ["x"] = Tensor.From(new float[3], 1, 3) }));

        Assert.Contains("input 'x: Float32[any, 2]' was given Float32[1, 3]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ElementTypeWeDoNotHave_SaysWhich()
    {
        using TemporaryFile path = new("double.onnx", Model(DataType.Double));

        NotSupportedException error = Assert.Throws<NotSupportedException>(() => Session.Load(fixture.Runtime, path.FullName));

        Assert.Contains("'x' of the model has the element type 11", error.Message, StringComparison.Ordinal);
    }

    /// <summary>y = relu(x), both [n, 2].</summary>
    private static byte[] Model(DataType type)
    {
        ProtobufWriter model = new();
        model.Integer(OnnxFields.Model.IrVersion, OnnxModelWriter.IrVersion);
        model.Message(OnnxFields.Model.OpsetImport, opset => opset.Integer(OnnxFields.Opset.Version, 20));
        model.Message(OnnxFields.Model.Graph, graph =>
        {
            graph.Message(OnnxFields.Graph.Node, node =>
            {
                node.Text(OnnxFields.Node.Input, "x");
                node.Text(OnnxFields.Node.Output, "y");
                node.Text(OnnxFields.Node.OpType, "Relu");
            });
            graph.Text(OnnxFields.Graph.Name, "open");
            graph.Message(OnnxFields.Graph.Input, info => Declare(info, "x", type));
            graph.Message(OnnxFields.Graph.Output, info => Declare(info, "y", type));
        });
        return model.Written.ToArray();
    }

    private static void Declare(ProtobufWriter info, string name, DataType type)
    {
        const int SymbolicSize = 2;
        info.Text(OnnxFields.ValueInfo.Name, name);
        info.Message(OnnxFields.ValueInfo.Type, valueType => valueType.Message(OnnxFields.Type.Tensor, tensor =>
        {
            tensor.Integer(OnnxFields.Type.TensorElementType, (long)type);
            tensor.Message(OnnxFields.Type.TensorShape, shape =>
            {
                shape.Message(OnnxFields.Type.ShapeDimension, size => size.Text(SymbolicSize, "n"));
                shape.Message(OnnxFields.Type.ShapeDimension, size => size.Integer(OnnxFields.Type.DimensionValue, 2));
            });
        }));
    }

    /// <summary><c>TensorProto.DataType</c>.</summary>
    private enum DataType
    {
        Float = 1,
        Double = 11,
    }
}
