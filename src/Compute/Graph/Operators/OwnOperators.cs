namespace ReCorD.Compute.Graph.Operators;

/// <summary>Names of the operators that this library computes itself. They are part of graphs that are run at once, never of exported models.</summary>
internal static class OwnOperators
{
    public const string Domain = "record";

    public const string AttentionGradient = "AttentionGradient";
    public const string HeadsAttribute = "num_heads";

    public const string MatrixProduct = "MatrixProduct";
    public const string TransposeRightAttribute = "transB";

    public const string Elementwise = "Elementwise";
    public const string ProgramAttribute = "program";
}
