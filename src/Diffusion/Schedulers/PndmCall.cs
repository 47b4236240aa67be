namespace ReCorD.Diffusion.Schedulers;

/// <summary>One network call of a PNDM run.</summary>
/// <param name="Time">The network's timestep.</param>
/// <param name="From">Timestep of the sample that the solver goes on from.</param>
/// <param name="To">Timestep of the sample that it arrives at; below 0 after the last step.</param>
/// <param name="Step">Which of the steps asked for the call belongs to, from 0.</param>
/// <param name="Stage">The call's part in its step.</param>
internal readonly record struct PndmCall(int Time, int From, int To, int Step, PndmStage Stage);

/// <summary>What a call does with the network's output.</summary>
internal enum PndmStage
{
    /// <summary>Multistep: joins the outputs before it.</summary>
    Multistep,

    /// <summary>The first step once more, from where it began, with the mean of the outputs at both of its ends.</summary>
    Retry,

    /// <summary>First of a Runge-Kutta step's four calls.</summary>
    RungeKuttaFirst,

    /// <summary>Second or third.</summary>
    RungeKuttaMiddle,

    /// <summary>Fourth, which completes the step.</summary>
    RungeKuttaLast,
}
