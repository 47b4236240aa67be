using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ReCorD.Compute.Kernels.Elementwise;

/// <summary>The operations, on rows of whole vectors.</summary>
internal static unsafe class ElementwiseFunctions
{
    private const int Lanes = TileProduct.Lanes;

    private interface IFunction
    {
        static abstract Vector512<float> Of(Vector512<float> left, Vector512<float> right);
    }

    /// <param name="operation">What to compute.</param>
    /// <param name="left">The first source.</param>
    /// <param name="right">The second; where there is none, the first.</param>
    /// <param name="into">Receives <paramref name="count"/> numbers.</param>
    /// <param name="count">A multiple of 16.</param>
    public static void Apply(ElementwiseOperation operation, ElementwiseSource left, ElementwiseSource right, float* into, int count)
    {
        switch (operation)
        {
            case ElementwiseOperation.Add:
                Apply<Add>(left, right, into, count);
                break;
            case ElementwiseOperation.Sub:
                Apply<Sub>(left, right, into, count);
                break;
            case ElementwiseOperation.Mul:
                Apply<Mul>(left, right, into, count);
                break;
            case ElementwiseOperation.Div:
                Apply<Div>(left, right, into, count);
                break;
            case ElementwiseOperation.Max:
                Apply<Max>(left, right, into, count);
                break;
            case ElementwiseOperation.Neg:
                Apply<Neg>(left, right, into, count);
                break;
            case ElementwiseOperation.Sqrt:
                Apply<Sqrt>(left, right, into, count);
                break;
            case ElementwiseOperation.Exp:
                Apply<Exp>(left, right, into, count);
                break;
            case ElementwiseOperation.Sigmoid:
                Apply<Sigmoid>(left, right, into, count);
                break;
            case ElementwiseOperation.Erf:
                Apply<Erf>(left, right, into, count);
                break;
            case ElementwiseOperation.Gelu:
                Apply<Gelu>(left, right, into, count);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(operation), operation, "This elementwise operation has no function.");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Apply<TFunction>(ElementwiseSource left, ElementwiseSource right, float* into, int count)
        where TFunction : struct, IFunction
    {
        float* a = left.Data, b = right.Data;
        nint stepA = left.Step, stepB = right.Step;
        for (int i = 0; i < count; i += Lanes, a += stepA, b += stepB)
        {
            TFunction.Of(Vector512.Load(a), Vector512.Load(b)).Store(into + i);
        }
    }

    private readonly struct Add : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Of(Vector512<float> left, Vector512<float> right) => left + right;
    }

    private readonly struct Sub : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Of(Vector512<float> left, Vector512<float> right) => left - right;
    }

    private readonly struct Mul : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Of(Vector512<float> left, Vector512<float> right) => left * right;
    }

    private readonly struct Div : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Of(Vector512<float> left, Vector512<float> right) => left / right;
    }

    private readonly struct Max : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Of(Vector512<float> left, Vector512<float> right) => Vector512.Max(left, right);
    }

    private readonly struct Neg : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Of(Vector512<float> left, Vector512<float> right) => -left;
    }

    private readonly struct Sqrt : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Of(Vector512<float> left, Vector512<float> right) => Vector512.Sqrt(left);
    }

    private readonly struct Exp : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Of(Vector512<float> left, Vector512<float> right) => VectorExponential.OfAny(left);
    }

    private readonly struct Sigmoid : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Of(Vector512<float> left, Vector512<float> right) => Vector512<float>.One / (Vector512<float>.One + VectorExponential.OfAny(-left));
    }

    private readonly struct Erf : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Of(Vector512<float> left, Vector512<float> right) => VectorErrorFunction.Of(left);
    }

    /// <summary>x times the normal distribution function.</summary>
    private readonly struct Gelu : IFunction
    {
        private const float HalfRoot = 0.70710678f;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Of(Vector512<float> left, Vector512<float> right) => left * 0.5f * (Vector512<float>.One + VectorErrorFunction.Of(left * HalfRoot));
    }
}
