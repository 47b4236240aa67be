namespace ReCorD.Cli.ModelRun;

/// <summary>Runs one network on tensors from a file.</summary>
internal interface IModelRunner
{
    /// <summary>Writes the results and returns their names with shapes, for the user.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    IReadOnlyList<string> Run(ModelRunRequest request, CancellationToken cancellationToken);
}
