using System.Collections.Concurrent;
using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Pipelines;

/// <summary>The text encoder, compiled when first used. Prompts are encoded one at a time, so that the same words always give the same numbers.</summary>
internal sealed class TextEncoder(ComputeRuntime runtime, SessionSettings settings, ClipTextConfig config, IWeightSource weights, int tokens) : IDisposable
{
    private readonly ConcurrentDictionary<string, float[]> known = new();
    private readonly Lazy<Session> session = new(() => Compile(runtime, settings, config, weights, tokens), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>[count, tokens, hidden].</summary>
    public Tensor Encode(IReadOnlyList<TokenizedPrompt> prompts, CancellationToken cancellationToken)
    {
        Tensor result = new(ElementType.Float32, new TensorShape(prompts.Count, tokens, config.HiddenSize));
        Span<float> rows = result.AsSpan<float>();
        int length = tokens * config.HiddenSize;
        for (int i = 0; i < prompts.Count; i++)
        {
            string key = string.Join(',', prompts[i].Ids);
            if (!known.TryGetValue(key, out float[]? row))
            {
                known[key] = row = EncodeOne(prompts[i], cancellationToken);
            }

            row.CopyTo(rows.Slice(i * length, length));
        }

        return result;
    }

    public void Dispose()
    {
        if (session.IsValueCreated)
        {
            session.Value.Dispose();
        }

        weights.Dispose();
    }

    private static Session Compile(ComputeRuntime runtime, SessionSettings settings, ClipTextConfig config, IWeightSource weights, int tokens)
    {
        GraphBuilder g = new("text_encoder");
        ClipTextOutputs outputs = ClipTextModel.Build(new NetworkBuilder(g, weights), config, g.Input("input_ids", ElementType.Int64, 1, tokens));
        return Session.Create(runtime, g.Build(KeyValuePair.Create("last_hidden_state", outputs.LastHiddenState)), settings);
    }

    private float[] EncodeOne(TokenizedPrompt prompt, CancellationToken cancellationToken)
    {
        using Tensor ids = Tensor.From([.. prompt.Ids.Select(id => (long)id)], 1, tokens);
        IReadOnlyDictionary<string, Tensor> outputs = session.Value.Run(new Dictionary<string, Tensor> { ["input_ids"] = ids }, cancellationToken);
        using Tensor state = outputs["last_hidden_state"];
        return state.ToArray<float>();
    }
}
