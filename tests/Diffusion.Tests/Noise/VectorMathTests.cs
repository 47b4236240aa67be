using ReCorD.Diffusion.Noise;

namespace ReCorD.Diffusion.Tests.Noise;

/// <summary>Against the double-precision functions of .NET; Cephes states errors of about one unit in the last place.</summary>
public class VectorMathTests
{
    private const double Tolerance = 2e-7;

    [Fact]
    public void Log_WholeUnitInterval_AgreesWithDoublePrecision()
    {
        for (int step = 1; step <= 4096; step++)
        {
            float x = step / 4096f;
            double exact = Math.Log(x);
            Assert.InRange(VectorMath.Log(x), exact - (Tolerance * (1 + Math.Abs(exact))), exact + (Tolerance * (1 + Math.Abs(exact))));
        }
    }

    [Fact]
    public void SinCos_WholeCircle_AgreesWithDoublePrecision()
    {
        for (int step = 0; step <= 4096; step++)
        {
            float angle = step / 4096f * 2 * MathF.PI;
            (float sine, float cosine) = VectorMath.SinCos(angle);
            Assert.InRange(sine, Math.Sin(angle) - Tolerance, Math.Sin(angle) + Tolerance);
            Assert.InRange(cosine, Math.Cos(angle) - Tolerance, Math.Cos(angle) + Tolerance);
        }
    }
}
