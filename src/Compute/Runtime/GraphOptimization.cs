namespace ReCorD.Compute.Runtime;

/// <summary>How far ONNX Runtime rewrites a graph before running it. The numbers are its own.</summary>
public enum GraphOptimization
{
    None = 0,

    /// <summary>Folds constants and removes what does nothing.</summary>
    Basic = 1,

    /// <summary>Also fuses operators.</summary>
    Extended = 2,

    /// <summary>Also reorders convolution data for the processor.</summary>
    Layout = 3,

    All = 99,
}
