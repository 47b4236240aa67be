using System.Text.Json.Nodes;
using ReCorD.Agents.Runs;
using ReCorD.Cli.Application;
using ReCorD.Cli.Results;
using ReCorD.Cli.Tests.Support;

namespace ReCorD.Cli.Tests.Results;

public class RunRecordJsonTests
{
    [Theory]
    [InlineData(JsonLayout.Compact)]
    [InlineData(JsonLayout.Indented)]
    internal void Read_WhatWriteWrote_IsTheSameRecord(JsonLayout layout)
    {
        RunRecord record = Records.Corrected();

        string json = RunRecordJson.Write(record, layout);
        RunRecord read = RunRecordJson.Read(json, "here");

        // Lists compare by reference in records, so the text is compared, and a few values by themselves.
        Assert.Equal(json, RunRecordJson.Write(read, layout));
        Assert.Equal(record.Layout!.Box, read.Layout!.Box);
        Assert.Equal(record.Candidates[1].Pose!.Landmarks[5], read.Candidates[1].Pose!.Landmarks[5]);
        Assert.Equal(record.Correction!.AttentionAfter.Values, read.Correction!.AttentionAfter.Values);
        Assert.Equal(record.Settings, read.Settings);
        Assert.Equal(record.Started, read.Started);
    }

    [Fact]
    public void Read_Rounds_AreTheSameAgain()
    {
        string json = RunRecordJson.Write(Records.Rounds(), JsonLayout.Compact);

        RunRecord read = RunRecordJson.Read(json, "here");

        Assert.Equal(json, RunRecordJson.Write(read, JsonLayout.Compact));
        Assert.Equal(22.5, read.Rounds!.Result().CorrectionStrength);
        Assert.Equal(new Compute.Imaging.Box(0.25, 0.5, 0.5, 0.75), read.Rounds.Items[1].Change.Box);
        Assert.Equal("a cup", read.PromptReading!.Interactions[1].Object);
    }

    [Theory]
    [InlineData("\"kept\":2", "\"kept\":3")]
    [InlineData("\"items\"", "\"others\"")]
    public void Read_RoundsWithoutTheKeptOne_SaysWhatIsWrong(string whole, string damaged)
    {
        string json = RunRecordJson.Write(Records.Rounds(), JsonLayout.Compact).Replace(whole, damaged, StringComparison.Ordinal);

        CommandException error = Assert.Throws<CommandException>(() => RunRecordJson.Read(json, "here"));

        Assert.Contains("lack the kept one", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LayoutWithoutABox_KeepsTheReason()
    {
        RunRecord record = Records.Corrected() with { Layout = new LayoutRecord(null, new Dictionary<string, string>(), "", 3, "no valid answer"), ChangeCheck = null, Correction = null };

        RunRecord read = RunRecordJson.Read(RunRecordJson.Write(record, JsonLayout.Indented), "here");

        Assert.Equal((null, "no valid answer", 3), (read.Layout!.Box, read.Layout.Fallback, read.Layout.Attempts));
    }

    [Fact]
    public void Read_PlannedRun_KeepsItsBranches()
    {
        RunRecord record = Records.Planned();

        RunRecord read = RunRecordJson.Read(RunRecordJson.Write(record, JsonLayout.Indented), "here");

        Assert.Equal(record.Planning!.Branches, read.Planning!.Branches);
        Assert.Equal((record.Planning.Summary, 17, 140), (read.Planning.Summary, read.Planning.Calls, read.Planning.Steps));
    }

    /// <summary>Records of versions that had no planner's branches.</summary>
    [Fact]
    public void Read_RecordWithoutPlanning_HasNone()
    {
        string json = RunRecordJson.Write(Records.Corrected(), JsonLayout.Indented);

        Assert.DoesNotContain("planning", json, StringComparison.Ordinal);
        Assert.Null(RunRecordJson.Read(json, "here").Planning);
    }

    [Fact]
    public void Write_Record_IsCamelCaseWithPlainBoxes()
    {
        JsonNode json = JsonNode.Parse(RunRecordJson.Write(Records.Corrected(), JsonLayout.Indented))!;

        Assert.Equal("[0.25,0.5,0.5,0.75]", json["layout"]!["box"]!.ToJsonString());
        Assert.Equal(4, (double)json["settings"]!["guidanceScale"]!);
        Assert.Null(json["settings"]!["box"]);
        Assert.Equal(2, (int)json["correction"]!["attentionBefore"]!["width"]!);
    }

    [Fact]
    public void Write_NumbersThatAreNone_BecomeZero()
    {
        RunRecord record = Records.Corrected();
        record = record with { Correction = record.Correction! with { AttentionBefore = new(1, 1, [float.NaN]) } };

        Assert.Equal([0f], RunRecordJson.Read(RunRecordJson.Write(record, JsonLayout.Compact), "here").Correction!.AttentionBefore.Values);
    }

    [Theory]
    [InlineData("", "here")]
    [InlineData("{}", "here")]
    [InlineData("[1,2]", "here")]
    [InlineData("null", "here")]
    public void Read_NoRecord_SaysWhere(string json, string origin)
    {
        CommandException error = Assert.Throws<CommandException>(() => RunRecordJson.Read(json, origin));

        Assert.StartsWith($"{origin}: the run record cannot be read.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"box\":[0.25,0.5,0.5,0.75]", "\"box\":[0.25,0.5,0.5]")]
    [InlineData("\"width\":2", "\"width\":3")]
    [InlineData("\"imageSha256\":\"feed\"", "\"imageSha256\":null")]
    public void Read_DamagedRecord_IsRefused(string whole, string damaged)
    {
        string json = RunRecordJson.Write(Records.Corrected(), JsonLayout.Compact);
        Assert.Contains(whole, json, StringComparison.Ordinal);

        Assert.Throws<CommandException>(() => RunRecordJson.Read(json.Replace(whole, damaged, StringComparison.Ordinal), "here"));
    }

    [Fact]
    public void Read_NewerFormat_NamesTheProgramThatWroteIt()
    {
        string json = RunRecordJson.Write(Records.Corrected() with { Format = 2, Program = "ReCorD 9" }, JsonLayout.Compact);

        CommandException error = Assert.Throws<CommandException>(() => RunRecordJson.Read(json, "here"));

        Assert.Contains("ReCorD 9", error.Message, StringComparison.Ordinal);
    }
}
