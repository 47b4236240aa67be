using ReCorD.Compute;
using ReCorD.Compute.Runtime;

namespace ReCorD.Vision.Poses.MediaPipe;

/// <summary>One of the two networks, ready to run. Safe to use from several threads.</summary>
internal sealed class PoseNetwork : IDisposable
{
    private readonly string path;
    private readonly Session session;
    private readonly NetworkForm form;
    private readonly PictureInput input;
    private readonly Dictionary<string, string> outputNames;

    private PoseNetwork(string path, Session session, NetworkForm form, CancellationToken cancellationToken)
    {
        (this.path, this.session, this.form) = (path, session, form);
        input = session.Inputs is [{ } only] && PictureInput.Of(only, form.InputSide) is { } fitting
            ? fitting
            : throw new PoseModelException(
                path, $"Expected one input, Float32 [1, 3, {form.InputSide}, {form.InputSide}] or [1, {form.InputSide}, {form.InputSide}, 3], found {string.Join("; ", session.Inputs)}. {form.Advice}");
        outputNames = BindOutputs(cancellationToken);
    }

    /// <summary>Opens the file and runs it once on a black picture, so that whatever does not fit comes to light here.</summary>
    /// <exception cref="PoseModelException">The file cannot be opened or run, or has other inputs and outputs.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static PoseNetwork Open(ComputeRuntime runtime, string path, NetworkForm form, SessionSettings? settings, CancellationToken cancellationToken)
    {
        Session? session = null;
        try
        {
            session = Session.Load(runtime, path, settings, cancellationToken);
            return new PoseNetwork(path, session, form, cancellationToken);
        }
        catch (OrtException exception)
        {
            session?.Dispose();
            throw new PoseModelException(path, $"The network cannot be opened: {exception.Message}", exception);
        }
        catch
        {
            session?.Dispose();
            throw;
        }
    }

    /// <summary>The numbers of each role.</summary>
    /// <param name="pixels">R, G, B of each pixel in [0, 255], rows from the top.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <exception cref="PoseModelException">The network gave something that is no number.</exception>
    public IReadOnlyDictionary<string, float[]> Run(ReadOnlySpan<float> pixels, CancellationToken cancellationToken)
    {
        Dictionary<string, (TensorShape Shape, float[] Values)> outputs = RunAll(pixels, cancellationToken);
        Dictionary<string, float[]> roles = outputNames.ToDictionary(pair => pair.Key, pair => outputs[pair.Value].Values);
        string? broken = roles.FirstOrDefault(role => !Array.TrueForAll(role.Value, float.IsFinite)).Key;
        return broken is null ? roles : throw new PoseModelException(path, $"The network gave values for its {broken} that are no finite numbers; its weights may be damaged.");
    }

    public void Dispose() => session.Dispose();

    private Dictionary<string, string> BindOutputs(CancellationToken cancellationToken)
    {
        Dictionary<string, (TensorShape Shape, float[] Values)> found = RunAll(new float[form.InputSide * form.InputSide * 3], cancellationToken);
        Dictionary<string, string> names = [];
        foreach (OutputForm output in form.Outputs)
        {
            string[] fitting = [.. found.Where(pair => output.Counts.Contains(pair.Value.Values.Length) && (output.LastSize is not { } last || pair.Value.Shape[-1] == last)).Select(pair => pair.Key)];
            names[output.Role] = fitting is [{ } name] ? name : throw new PoseModelException(
                path, $"Expected one output for the {output.Role}, of {string.Join(" or ", output.Counts)} values{(output.LastSize is { } size ? $" with {size} on the last axis" : "")}, found {string.Join("; ", session.Outputs)}. {form.Advice}");
        }

        return names;
    }

    private Dictionary<string, (TensorShape Shape, float[] Values)> RunAll(ReadOnlySpan<float> pixels, CancellationToken cancellationToken)
    {
        using Tensor tensor = input.ToTensor(pixels, form.Low, form.High);
        IReadOnlyDictionary<string, Tensor> outputs = session.Run(new Dictionary<string, Tensor> { [input.Name] = tensor }, cancellationToken);
        try
        {
            return outputs.Where(output => output.Value.ElementType == ElementType.Float32)
                .ToDictionary(output => output.Key, output => (output.Value.Shape, output.Value.ToArray<float>()));
        }
        finally
        {
            foreach (Tensor output in outputs.Values)
            {
                output.Dispose();
            }
        }
    }
}
