using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace ReCorD.Cli.CommandLine;

/// <summary>The usual help, followed by worked examples.</summary>
internal sealed class ExamplesHelpAction(HelpAction usual) : SynchronousCommandLineAction
{
    private static readonly Dictionary<string, string[]> Examples = new(StringComparer.Ordinal)
    {
        ["record"] =
        [
            "record generate \"a boy is kicking a ball\"",
            "record show outputs/20260101-120000-a-boy-is-kicking-a-ball/image.png",
            "record doctor",
        ],
        ["generate"] =
        [
            "record generate \"a boy is kicking a ball\"",
            "record generate \"a girl is flying a kite\" --seed 7 --candidates 3 --out kite",
            "record generate \"a man is holding an umbrella\" --box 300,40,440,180",
            "record generate --from kite/image.png",
            "record generate --from kite/image.png --box 40,40,180,180",
            "record generate \"a boy is riding a horse\" --provider openai --json",
            "record generate \"a boy is riding a horse\" --provider builtin --provider layout=openai",
            "record generate \"a boy is riding a horse\" --seed 7 --provider openai --record ride.jsonl",
            "record generate \"a boy is riding a horse\" --seed 7 --replay ride.jsonl",
            "record generate \"a boy is riding a horse\" --model v1-5.safetensors --lora watercolour.safetensors:0.8",
            "record generate \"a boy is riding a <my-horse>\" --model v1-5.safetensors --embedding horse.safetensors:<my-horse>",
        ],
        ["show"] = ["record show kite/image.png", "record show kite --json"],
        ["model run"] =
        [
            "record model run --component text_encoder --model models/mini-hoi --inputs in.safetensors --outputs out.safetensors",
            "record model run --component unet --model models/mini-hoi --inputs in.safetensors --outputs out.safetensors --maps --box 96,160,352,416 --token 5 --resolution 16",
        ],
        ["init"] =
        [
            "record model init tiny --arch tiny-sd1",
            "record model init sdxl-random --arch sdxl --seed 7 --half --shard-size 2GB",
        ],
        ["export"] =
        [
            "record model export models/mini-hoi --component unet --out unet.onnx",
            "record model export ~/models/stable-diffusion-v1-5 --component unet --kind guidance --out guidance.onnx",
        ],
        ["list"] = ["record model list", "record model list --json"],
        ["inspect"] = ["record model inspect mini-hoi", "record model inspect ~/models/stable-diffusion-v1-5 --hash --json"],
        ["check"] = ["record model check mini-hoi", "record model check stabilityai/stable-diffusion-xl-base-1.0 --threads 8"],
        ["pull"] =
        [
            "record model pull stabilityai/stable-diffusion-xl-base-1.0 --variant fp16",
            "record model pull org/name@v1.1 --include 'unet/*' --include model_index.json",
            "record model pull mediapipe-pose",
            "HF_ENDPOINT=https://mirror.example record model pull org/name",
        ],
        ["experiment run"] =
        [
            "record experiment run experiments/layout-restoration.yaml",
            "record experiment run experiments/closed-loop.yaml --limit 5",
            "record experiment run mine.yaml --shard 2/8 --out shared/mine",
        ],
        ["experiment validate"] = ["record experiment validate experiments/closed-loop.yaml"],
        ["experiment report"] = ["record experiment report outputs/layout-restoration"],
        ["experiment collect"] = ["record experiment collect experiments/data/mini-hoi-prompts.txt --out scenes"],
        ["doctor"] = ["record doctor", "record doctor --model ~/models/stable-diffusion-v1-5 --json", "record doctor --probe"],
        ["bench"] = ["record bench --what unet --arch sd15", "record bench --what guidance --arch mini --json", "record bench --what correction"],
    };

    public override int Invoke(ParseResult parseResult)
    {
        int result = usual.Invoke(parseResult);
        Command command = parseResult.CommandResult.Command;
        string name = command is RootCommand ? "record" : command.Name;

        // Commands of two groups may share a name.
        string grouped = $"{command.Parents.OfType<Command>().FirstOrDefault()?.Name} {name}";
        if (Examples.TryGetValue(grouped, out string[]? lines) || Examples.TryGetValue(name, out lines))
        {
            TextWriter output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (string line in lines)
            {
                output.WriteLine($"  {line}");
            }

            output.WriteLine();
        }

        return result;
    }
}
