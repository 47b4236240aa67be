using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace ReCorD.SemanticKernel.Scenes;

/// <summary>A tool that is run by a kernel, so that the kernel's function filters see it, and keeps its result as it is, pictures included.</summary>
internal sealed class FilteredFunction : DelegatingAIFunction
{
    private readonly RecordStudio studio;
    private readonly Kernel kernel;
    private readonly KernelFunction function;

    public FilteredFunction(AIFunction tool, RecordStudio studio, Kernel kernel)
        : base(tool)
    {
        this.studio = studio;
        this.kernel = kernel;
        function = KernelPluginFactory.CreateFromFunctions(RecordScene.PluginName, [tool.AsKernelFunction()]).Single();
    }

    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        KernelArguments values = new(arguments.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal));
        FunctionResult result = await studio.TakeTurnAsync(() => function.InvokeAsync(kernel, values, cancellationToken), cancellationToken).ConfigureAwait(false);
        return result.GetValue<object>();
    }
}
