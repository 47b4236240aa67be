using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Attention;

namespace ReCorD.Diffusion.Methods.Official;

/// <summary>
/// The attention controller of ReCorD's official code on plain arrays, without a network: give it every attention of every UNet call in the order
/// in which the network computes them, and it returns what the official code would multiply values by. It behaves as the official one does, faults
/// included. Runs do not use it (they state the same decisions as <see cref="Pipelines.AttentionEdits"/>, see <see cref="OfficialEdits"/>): it is there
/// to be compared with recorded sequences. Not safe for several threads.
/// </summary>
/// <param name="release">The release to follow.</param>
/// <param name="clock">What happens in which call.</param>
/// <param name="prompt">The two prompts.</param>
/// <param name="layers">Attentions in one call of the network, self and cross.</param>
public sealed class OfficialController(OfficialRelease release, OfficialClock clock, OfficialPrompt prompt, int layers)
{
    private readonly int[] dampings = prompt.DampingCounts(release.DampedColumns);
    private OfficialStore running = new();
    private OfficialStore? last;

    /// <summary>Finished calls of the UNet (<c>cur_step</c>).</summary>
    public int CurrentCall { get; private set; }

    /// <summary>Attentions seen of the running call (<c>cur_att_layer</c>).</summary>
    public int CurrentLayer { get; private set; }

    /// <summary>The mask that damps, of <see cref="OfficialRelease.MaskResolution"/> cells a side; null before there is one.</summary>
    public ScalarMap? Mask { get; private set; }

    /// <summary>The edited probabilities of the next attention, in a new array of the same shape.</summary>
    /// <param name="probabilities">[maps, height*width, columns].</param>
    /// <param name="layer">Their shape and place.</param>
    /// <exception cref="ArgumentException">The array has another length, or its maps cannot be parted into base and edited ones.</exception>
    public float[] Attend(ReadOnlySpan<float> probabilities, AttentionArray layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        OfficialCall call = clock.At(CurrentCall);
        Check(probabilities.Length, layer, call);
        float[] edited = probabilities.ToArray();
        int unseen = call.ConditionalHalfOnly ? layer.Maps / 2 : 0;
        Forward(edited.AsSpan(unseen * layer.MapLength), layer with { Maps = layer.Maps - unseen }, call);
        CountLayer(call);
        return edited;
    }

    /// <summary>Mean cross-attention of the last finished call, [side*side, tokens], over all rows that the controller saw, after edits (<c>aggregate_attention</c>).</summary>
    /// <exception cref="InvalidOperationException">No call has finished, or the network has no such grid.</exception>
    public float[] MeanCrossAttention(int side, MapSelection selection)
        => (last ?? throw new InvalidOperationException("No call of the UNet has finished: give the controller all attentions of one first.")).Mean(side, selection);

    private void Forward(Span<float> seen, AttentionArray layer, OfficialCall call)
    {
        if (layer.IsCross && call.Swaps)
        {
            Swap(seen, layer);
        }
        else if (!layer.IsCross && call.ReplacesSelf && layer.Pixels <= release.SelfResolution * release.SelfResolution)
        {
            int half = layer.Maps / 2 * layer.MapLength;
            seen[..half].CopyTo(seen[half..]);
        }

        if (layer.IsCross && call.Damps && Mask is not null)
        {
            Damp(seen, layer, BilinearResize.To(Mask, layer.Width, layer.Height));
        }

        if (layer.IsCross)
        {
            running.Add(layer, seen);
        }
    }

    /// <summary>Prompt-to-Prompt's refinement: columns of aligned tokens from the first half of the maps, in the second half.</summary>
    private void Swap(Span<float> seen, AttentionArray layer)
    {
        int half = layer.Maps / 2 * layer.MapLength;
        ReadOnlySpan<float> source = seen[..half];
        Span<float> target = seen[half..];
        for (int start = 0; start < half; start += layer.Columns)
        {
            for (int token = 0; token < layer.Columns; token++)
            {
                if (prompt.Alignment.Alphas[token] > 0)
                {
                    target[start + token] = source[start + prompt.Alignment.Mapper[token]];
                }
            }
        }
    }

    private void Damp(Span<float> seen, AttentionArray layer, ScalarMap mask)
    {
        for (int start = 0, pixel = 0; start < seen.Length; start += layer.Columns, pixel = (pixel + 1) % layer.Pixels)
        {
            for (int token = 0; token < layer.Columns; token++)
            {
                for (int time = 0; time < dampings[token]; time++)
                {
                    seen[start + token] *= mask.Values[pixel];
                }
            }
        }
    }

    private void CountLayer(OfficialCall call)
    {
        CurrentLayer++;
        if (CurrentLayer < layers)
        {
            return;
        }

        CurrentLayer = 0;
        CurrentCall++;
        (last, running) = (running, new OfficialStore());
        if (call.BuildsMask)
        {
            Mask = OfficialMask.From(ObjectMap(last.Mean(release.MaskResolution, MapSelection.SecondHalf)));
        }
    }

    private ScalarMap ObjectMap(float[] maps)
    {
        int side = release.MaskResolution, tokens = maps.Length / (side * side);
        return new ScalarMap(side, side, [.. Enumerable.Range(0, side * side).Select(cell => maps[(cell * tokens) + prompt.ObjectToken])]);
    }

    private void Check(int length, AttentionArray layer, OfficialCall call)
    {
        if (length != layer.Maps * layer.MapLength)
        {
            throw new ArgumentException($"An array of {layer.Maps} maps of {layer.Height}x{layer.Width} by {layer.Columns} has {layer.Maps * layer.MapLength} numbers, not {length}.", nameof(layer));
        }

        if (layer.IsCross && layer.Columns != prompt.Alignment.Mapper.Count)
        {
            throw new ArgumentException($"Cross-attention must have one column for each of the {prompt.Alignment.Mapper.Count} tokens that were aligned, not {layer.Columns}.", nameof(layer));
        }

        int divisor = call.ConditionalHalfOnly ? 4 : call.Swaps ? 2 : 1;
        if (layer.Maps % divisor != 0)
        {
            throw new ArgumentException($"Call {CurrentCall} edits the rows of two prompts: the number of maps must be a multiple of {divisor}, not {layer.Maps}.", nameof(layer));
        }
    }
}
