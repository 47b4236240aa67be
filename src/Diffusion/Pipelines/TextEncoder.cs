using System.Collections.Concurrent;
using System.Collections.Immutable;
using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Pipelines;

/// <summary>
/// One text encoder, compiled when first used. Prompts are encoded one at a time, so that the same words always give the same numbers, and only
/// once.
/// </summary>
internal sealed class TextEncoder(ComputeRuntime runtime, SessionSettings settings, TextEncoderSource source, TextEncoderOutput output) : IDisposable
{
    private const string IdsInput = "input_ids";
    private const string EndInput = "end_position";
    private const string StatesOutput = "hidden_states";
    private const string PooledOutput = "text_embeds";

    private readonly ConcurrentDictionary<string, EncodedText> known = new();
    private readonly LazyResource<Session> session = new(() => Session.Create(runtime, BuildGraph(source, output), settings));

    /// <summary>Width of the states.</summary>
    public int HiddenSize => source.Config.HiddenSize;

    /// <summary>The prompt in this encoder's own tokens.</summary>
    public EncodedText Encode(string prompt, CancellationToken cancellationToken)
    {
        ImmutableArray<int> ids = source.Tokenizer.Encode(prompt).Ids;
        string key = string.Join(',', ids);
        return known.TryGetValue(key, out EncodedText? text) ? text : known[key] = Run(ids, cancellationToken);
    }

    public void Dispose() => session.Dispose();

    private static GraphModule BuildGraph(TextEncoderSource source, TextEncoderOutput output)
    {
        GraphBuilder g = new(source.Component);
        NetworkBuilder network = new(g, source.Weights);
        ClipTextOutputs outputs = ClipTextModel.Build(network, source.Config, g.Input(IdsInput, ElementType.Int64, 1, source.Tokenizer.MaxLength));
        Value states = output == TextEncoderOutput.LastHiddenState ? outputs.LastHiddenState : outputs.PenultimateHiddenState;
        if (output != TextEncoderOutput.PenultimateAndPooled)
        {
            return g.Build(KeyValuePair.Create(StatesOutput, states));
        }

        Value pooled = ClipTextModel.Pool(network, source.Config, outputs.LastHiddenState, g.Input(EndInput, ElementType.Int64, 1));
        return g.Build(KeyValuePair.Create(StatesOutput, states), KeyValuePair.Create(PooledOutput, pooled));
    }

    private EncodedText Run(ImmutableArray<int> ids, CancellationToken cancellationToken)
    {
        using Tensor input = Tensor.From([.. ids.Select(id => (long)id)], 1, ids.Length);
        // The first end token, also where embeddings with greater ids follow the vocabulary.
        using Tensor end = Tensor.From([(long)ids.IndexOf(source.Tokenizer.EosId)], 1);
        Dictionary<string, Tensor> inputs = new() { [IdsInput] = input };
        if (output == TextEncoderOutput.PenultimateAndPooled)
        {
            inputs[EndInput] = end;
        }

        IReadOnlyDictionary<string, Tensor> outputs = session.Value.Run(inputs, cancellationToken);
        using Tensor states = outputs[StatesOutput];
        using Tensor? pooled = outputs.GetValueOrDefault(PooledOutput);
        return new EncodedText(states.ToArray<float>(), pooled?.ToArray<float>() ?? []);
    }
}

/// <summary>Which of its states a model takes from a text encoder.</summary>
internal enum TextEncoderOutput
{
    /// <summary>After the final layer norm: Stable Diffusion 1 and 2.</summary>
    LastHiddenState,

    /// <summary><c>hidden_states[-2]</c>: the first encoder of SDXL.</summary>
    Penultimate,

    /// <summary><c>hidden_states[-2]</c> and the projected state of the end token: the second encoder of SDXL.</summary>
    PenultimateAndPooled,
}

/// <summary>States [tokens, hidden] of one prompt, and its pooled embedding [projection_dim]; empty where the encoder has none.</summary>
internal sealed record EncodedText(float[] States, float[] Pooled);
