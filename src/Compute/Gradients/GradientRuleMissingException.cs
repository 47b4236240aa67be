namespace ReCorD.Compute.Gradients;

/// <summary>A gradient was asked for through an operator that has no rule.</summary>
public sealed class GradientRuleMissingException : Exception
{
    internal GradientRuleMissingException(string opType, string modulePath)
        : base($"No gradient rule for operator '{opType}' in module '{(modulePath.Length == 0 ? "(top)" : modulePath)}'. Add a class implementing IGradientRule to src/Compute/Gradients/Rules, or keep the operator off the path from the loss to the targets.")
    {
        OpType = opType;
        ModulePath = modulePath;
    }

    public GradientRuleMissingException(string message)
        : base(message)
    {
    }

    public GradientRuleMissingException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public GradientRuleMissingException()
    {
    }

    /// <summary>The ONNX operator without a rule.</summary>
    public string? OpType { get; }

    /// <summary>Dotted path of the module that uses it.</summary>
    public string? ModulePath { get; }
}
