namespace ReCorD.Diffusion.Schedulers;

/// <summary>What the network's output means (<c>prediction_type</c>). With x = sqrt(a) x0 + sqrt(1 - a) e:</summary>
public enum PredictionType
{
    /// <summary>The noise e (<c>epsilon</c>).</summary>
    Epsilon,

    /// <summary>The velocity sqrt(a) e - sqrt(1 - a) x0 (<c>v_prediction</c>; Salimans and Ho, arXiv 2202.00512).</summary>
    Velocity,

    /// <summary>The clean picture x0 (<c>sample</c>).</summary>
    Sample,
}
