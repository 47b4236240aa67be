using System.CommandLine;
using ReCorD.Agents.Runs;
using ReCorD.Cli.Application;
using ReCorD.Cli.CommandLine;
using ReCorD.Cli.Results;

namespace ReCorD.Cli.Show;

/// <summary><c>record show</c>: prints the run that a picture carries.</summary>
internal sealed class ShowCommand(CommandServices services)
{
    private readonly Argument<string> _image = new("image") { Description = "An image.png that this program made, a run.json, or a results folder." };
    private readonly Option<bool> _json = CommonOptions.Json("Print the run record as it is stored.");

    public Command Create()
    {
        Command command = new("show", "Show what a picture was made from.") { _image, _json };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parse)
    {
        string path = services.Paths.Resolve(parse.GetRequiredValue(_image));
        string json = RecordFile.ReadJson(path, services.Png);
        RunRecord record = RunRecordJson.Read(json, path);
        if (parse.GetValue(_json))
        {
            services.Terminal.Out.WriteLine(json.TrimEnd());
            return ExitCode.Success;
        }

        foreach (string line in RecordSummary.Lines(record))
        {
            services.Terminal.Out.WriteLine(line);
        }

        return ExitCode.Success;
    }
}
