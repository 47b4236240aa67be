using ReCorD.Agents.Runs;
using ReCorD.Cli.Results;
using ReCorD.Cli.Tests.Support;

namespace ReCorD.Cli.Tests.Results;

/// <summary>The form is that of <c>create_infotext</c> of AUTOMATIC1111's web UI.</summary>
public class GenerationParametersTests
{
    [Fact]
    public void Of_CorrectedRun_GivesTwoLines()
    {
        string text = GenerationParameters.Of(Records.Corrected());

        // Seed 8, not 7: that of the chosen candidate 1. Boxes hold commas and are quoted.
        Assert.Equal(
            """
            a boy is kicking a ball
            Steps: 30, Sampler: DDIM, CFG scale: 4, Seed: 8, Size: 64x64, Model hash: 0123456789, Model: mini-hoi, ReCorD method: record, ReCorD profile: default, ReCorD box: "128,256,256,384", Version: ReCorD 0.1.0
            """.ReplaceLineEndings("\n"),
            text);
    }

    [Fact]
    public void Of_NegativePrompt_HasItsOwnLine()
    {
        RunRecord record = Records.Corrected();

        string[] lines = GenerationParameters.Of(record with { Settings = record.Settings with { NegativePrompt = "blur, noise" } }).Split('\n');

        Assert.Equal(3, lines.Length);
        Assert.Equal("Negative prompt: blur, noise", lines[1]);
    }

    [Fact]
    public void Of_LoraAndEmbedding_AreNamedWithWeightAndHash()
    {
        RunRecord record = Records.Corrected();

        string text = GenerationParameters.Of(record with
        {
            Settings = record.Settings with
            {
                Lora = [new LoraRecord("styles/ink.safetensors", 0.8, "0123456789abcdef"), new LoraRecord("line.safetensors", 1)],
                Embeddings = [new EmbeddingRecord("toy.safetensors", "<toy>", "fedcba9876543210")],
            },
        });

        Assert.Contains("ReCorD LoRA: \"ink:0.8 0123456789, line:1\", ReCorD embeddings: <toy> fedcba9876, Version", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tiny, fast", "\"tiny, fast\"")]
    [InlineData("v1:final", "\"v1:final\"")]
    [InlineData("say \"hi\", ok", "\"say \\\"hi\\\", ok\"")]
    [InlineData("plain name", "plain name")]
    public void Of_ValuesWithSeparators_AreQuoted(string name, string expected)
    {
        RunRecord record = Records.Corrected();

        string text = GenerationParameters.Of(record with { Model = record.Model with { Name = name } });

        Assert.Contains($"Model: {expected}, ReCorD method", text, StringComparison.Ordinal);
    }
}
