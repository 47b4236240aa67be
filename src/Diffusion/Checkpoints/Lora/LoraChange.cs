using System.Numerics;
using ReCorD.Compute;
using ReCorD.Compute.Weights;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints.Lora;

/// <summary>
/// The change of one weight W [out, in, …] by one file: W + scale · up · down, where a weight of a convolution is taken as a matrix [out, in · height · width].
/// That is the convolution with <c>down</c> followed by that of 1x1 with <c>up</c>.
/// </summary>
/// <param name="File">The LoRA file; not owned.</param>
/// <param name="Up">Key of [out, rank].</param>
/// <param name="Down">Key of [rank, in, …].</param>
/// <param name="Middle">Key of [rank, rank, height, width], where the change has three factors; else null.</param>
/// <param name="Scale">The user's weight times alpha / rank.</param>
internal sealed record LoraChange(SafetensorsFile File, string Up, string Down, string? Middle, float Scale)
{
    /// <summary>Rows that one task adds at a time.</summary>
    private const int RowBlock = 16;

    /// <summary>Adds the change to a weight, in float32.</summary>
    public void AddTo(Tensor weight)
    {
        using Tensor up = File.ReadFloat32(Up), stored = File.ReadFloat32(Down);
        using Tensor? joined = Middle is null ? null : Join(stored, weight);
        Tensor down = joined ?? stored;
        RequireFinite(up, Up);
        RequireFinite(down, Down);
        int rows = (int)weight.Shape[0], rank = (int)stored.Shape[0], columns = (int)(weight.Shape.ElementCount / rows);
        Parallel.For(0, (rows + RowBlock - 1) / RowBlock, block =>
        {
            Span<float> target = weight.AsSpan<float>();
            ReadOnlySpan<float> left = up.AsSpan<float>(), right = down.AsSpan<float>();
            for (int row = block * RowBlock; row < Math.Min(rows, (block + 1) * RowBlock); row++)
            {
                AddRow(target.Slice(row * columns, columns), left.Slice(row * rank, rank), right, Scale);
            }
        });
    }

    /// <summary>One number that is not finite would make every picture black, and the autoencoder would be blamed.</summary>
    private void RequireFinite(Tensor tensor, string key)
    {
        foreach (float value in tensor.AsSpan<float>())
        {
            if (!float.IsFinite(value))
            {
                throw new ModelFolderException(File.Path, key, "holds numbers that are not finite: the file is damaged or its training diverged. Use another.");
            }
        }
    }

    /// <summary>target += scale · Σ up[r] · down[r]: the sum first, so that the weight is rounded once. Four vectors at a time keep the multipliers busy.</summary>
    private static void AddRow(Span<float> target, ReadOnlySpan<float> up, ReadOnlySpan<float> down, float scale)
    {
        int columns = target.Length, width = Vector<float>.Count, column = 0;
        for (; column <= columns - (4 * width); column += 4 * width)
        {
            Vector<float> first = Vector<float>.Zero, second = Vector<float>.Zero, third = Vector<float>.Zero, fourth = Vector<float>.Zero;
            for (int r = 0; r < up.Length; r++)
            {
                Vector<float> factor = new(up[r]);
                ReadOnlySpan<float> row = down.Slice((r * columns) + column, 4 * width);
                first += factor * new Vector<float>(row);
                second += factor * new Vector<float>(row[width..]);
                third += factor * new Vector<float>(row[(2 * width)..]);
                fourth += factor * new Vector<float>(row[(3 * width)..]);
            }

            Span<float> place = target.Slice(column, 4 * width);
            Add(place, first * scale);
            Add(place[width..], second * scale);
            Add(place[(2 * width)..], third * scale);
            Add(place[(3 * width)..], fourth * scale);
        }

        for (; column < columns; column++)
        {
            float sum = 0;
            for (int r = 0; r < up.Length; r++)
            {
                sum += up[r] * down[(r * columns) + column];
            }

            target[column] += sum * scale;
        }
    }

    private static void Add(Span<float> target, Vector<float> values) => (new Vector<float>(target) + values).CopyTo(target);

    /// <summary>The middle convolution after that of 1x1 with <c>down</c>: [rank, in, height, width] = Σq middle[p, q, …] · down[q, in].</summary>
    private Tensor Join(Tensor down, Tensor weight)
    {
        using Tensor middle = File.ReadFloat32(Middle!);
        int rank = (int)down.Shape[0], inputs = (int)weight.Shape[1], cells = (int)(middle.Shape[2] * middle.Shape[3]);
        Tensor joined = new(ElementType.Float32, new TensorShape(rank, inputs, middle.Shape[2], middle.Shape[3]));
        Span<float> to = joined.AsSpan<float>();
        ReadOnlySpan<float> from = down.AsSpan<float>(), between = middle.AsSpan<float>();
        for (int p = 0; p < rank; p++)
        {
            for (int q = 0; q < rank; q++)
            {
                for (int input = 0; input < inputs; input++)
                {
                    for (int cell = 0; cell < cells; cell++)
                    {
                        to[(((p * inputs) + input) * cells) + cell] += between[(((p * rank) + q) * cells) + cell] * from[(q * inputs) + input];
                    }
                }
            }
        }

        return joined;
    }
}
