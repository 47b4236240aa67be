using System.Collections.Concurrent;
using ReCorD.Compute;

namespace ReCorD.Diffusion.Checkpoints;

/// <summary>Makes each tensor when it is first asked for, once, and frees all of them together. Safe to use from several threads.</summary>
internal sealed class WeightCache<TKey>(Func<TKey, Tensor> make) : IDisposable
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Lazy<Tensor>> made = new();

    public Tensor Get(TKey asked) => made.GetOrAdd(asked, key => new Lazy<Tensor>(() => make(key))).Value;

    public void Dispose()
    {
        foreach (Lazy<Tensor> tensor in made.Values.Where(tensor => tensor.IsValueCreated))
        {
            tensor.Value.Dispose();
        }

        made.Clear();
    }
}
