namespace ReCorD.Diffusion.Schedulers;

/// <summary>The order of a PNDM run's calls, from its spaced timesteps in descending order.</summary>
internal static class PndmCalls
{
    /// <summary>One call a step, and one more: the second timestep twice, the first of them to mend the step that led there.</summary>
    public static PndmCall[] Multistep(int[] timesteps, int distance)
    {
        List<PndmCall> calls = [.. timesteps.Select((timestep, step) => new PndmCall(timestep, timestep, timestep - distance, step, PndmStage.Multistep))];
        if (timesteps.Length > 1)
        {
            calls.Insert(1, new PndmCall(timesteps[1], timesteps[1] + distance, timesteps[1], 0, PndmStage.Retry));
        }

        return [.. calls];
    }

    /// <summary>Three steps of four calls (at the start, twice half-way, at the end), then the multistep method.</summary>
    public static PndmCall[] RungeKutta(int[] timesteps, int distance)
    {
        const int steps = PndmPlan.Order - 1;
        int half = distance / 2;
        List<PndmCall> calls = [];
        for (int step = 0; step < steps; step++)
        {
            int from = timesteps[step], end = timesteps[step + 1], middle = end + half;
            calls.Add(new PndmCall(from, from, from - half, step, PndmStage.RungeKuttaFirst));
            calls.Add(new PndmCall(middle, from, middle, step, PndmStage.RungeKuttaMiddle));
            calls.Add(new PndmCall(middle, from, middle - half, step, PndmStage.RungeKuttaMiddle));
            calls.Add(new PndmCall(end, from, end, step, PndmStage.RungeKuttaLast));
        }

        return [.. calls, .. Multistep(timesteps, distance).Where(call => call.Stage == PndmStage.Multistep && call.Step >= steps)];
    }
}
