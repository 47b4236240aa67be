using ReCorD.Cli.Bench;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Generate;
using ReCorD.Cli.Results;

namespace ReCorD.Cli.Application;

/// <summary>The services of the real program.</summary>
internal static class ProcessServices
{
    public static CommandServices Create()
    {
        AppPaths paths = AppPaths.ForProcess();
        EnvironmentVariables environment = EnvironmentVariables.OfProcess();
        EngineHost engines = new(paths, environment, TimeProvider.System);
        ChatRuns chats = new(paths, environment, TimeProvider.System, Random.Shared.NextDouble);
        RecordRunner runner = new(engines, paths, chats, TimeProvider.System);
        return new CommandServices
        {
            Terminal = Terminal.ForProcess(),
            Paths = paths,
            Time = TimeProvider.System,
            Seeds = new CryptographicSeedSource(),
            Environment = environment,
            Chats = chats,
            Png = new VipsPngCodec(),
            Benchmarks =
            [
                new NetworkBenchmark(BenchSubject.Unet), new NetworkBenchmark(BenchSubject.Edited), new NetworkBenchmark(BenchSubject.Guidance), new RunBenchmark(),
                new CorrectionBenchmark(runner), new PreviewBenchmark(runner), new CacheBenchmark(runner), new PlannerBenchmark(runner),
            ],
            Engines = engines,
            Runner = runner,
            Scenes = runner,
        };
    }
}
