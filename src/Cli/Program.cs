using ReCorD.Cli.Application;

using CancellationSignals signals = new();
return await new RecordApplication(CommandServices.ForProcess()).RunAsync(args, signals.Token);
