using ReCorD.Cli.Application;

using CancellationSignals signals = new();
return await new RecordApplication(ProcessServices.Create()).RunAsync(args, signals.Token);
