namespace ReCorD.Diffusion.Noise;

/// <summary>
/// MT19937 of Matsumoto and Nishimura (1998), 32-bit output, seeded by the 2002 initialisation. Equals <c>at::mt19937</c>
/// (PyTorch, aten/src/ATen/core/MT19937RNGEngine.h) and <c>std::mt19937</c>.
/// </summary>
internal sealed class MersenneTwister
{
    private const int StateSize = 624;
    private const int ShiftSize = 397;
    private const uint MatrixA = 0x9908b0df;
    private const uint UpperMask = 0x80000000;
    private const uint LowerMask = 0x7fffffff;

    private readonly uint[] state = new uint[StateSize];
    private int next = StateSize;

    public MersenneTwister(uint seed)
    {
        state[0] = seed;
        for (int index = 1; index < StateSize; index++)
        {
            uint previous = state[index - 1];
            state[index] = (1812433253u * (previous ^ (previous >> 30))) + (uint)index;
        }
    }

    /// <summary>The next 32 random bits.</summary>
    public uint NextUInt32()
    {
        if (next == StateSize)
        {
            Refill();
        }

        uint value = state[next++];
        value ^= value >> 11;
        value ^= (value << 7) & 0x9d2c5680;
        value ^= (value << 15) & 0xefc60000;
        return value ^ (value >> 18);
    }

    /// <summary>The next 64 random bits: the first draw is the upper half, as in PyTorch's <c>random64</c>.</summary>
    public ulong NextUInt64()
    {
        ulong upper = NextUInt32();
        return (upper << 32) | NextUInt32();
    }

    private void Refill()
    {
        for (int index = 0; index < StateSize; index++)
        {
            uint mixed = (state[index] & UpperMask) | (state[(index + 1) % StateSize] & LowerMask);
            uint twist = (mixed & 1) == 0 ? 0 : MatrixA;
            state[index] = state[(index + ShiftSize) % StateSize] ^ (mixed >> 1) ^ twist;
        }

        next = 0;
    }
}
