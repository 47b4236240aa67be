namespace ReCorD.Diffusion.Schedulers;

/// <summary>How a DPM-Solver++ run steps.</summary>
/// <param name="Prediction">What the network predicts.</param>
/// <param name="SecondOrder">Whether steps look back at the one before.</param>
/// <param name="Heun">Heun's second-order term in place of the midpoint's.</param>
/// <param name="FirstOrderLast">Whether the last step is of first order.</param>
/// <param name="FirstOrderLastWhenShort">Whether it is in runs of few steps.</param>
internal sealed record DpmSolverSettings(PredictionType Prediction, bool SecondOrder, bool Heun, bool FirstOrderLast, bool FirstOrderLastWhenShort);
