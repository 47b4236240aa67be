using System.Net.Sockets;
using ReCorD.Agents.Decorators.Recordings;

namespace ReCorD.Agents.Tests.Decorators.Recordings;

/// <summary>What earlier runs have left, and what stands in the way.</summary>
public sealed class RecordingWriterTests : IDisposable
{
    private static readonly RecordingHeader Header = new() { Program = "ReCorD test", Provider = "far" };

    private readonly string folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())).FullName;

    private string Target => Path.Combine(folder, "run.jsonl");

    private string Partial => Target + RecordingWriter.PartialSuffix;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Continue_AfterAKillInTheMiddleOfALine_KeepsWholeLinesAndAppends()
    {
        Leave("one", "two");
        string before = File.ReadAllText(Partial);
        File.AppendAllText(Partial, "{\"agent\":\"layout\",\"ha");

        using (RecordingWriter writer = new(Target, Header with { Program = "ReCorD newer" }, EarlierRecording.Continue))
        {
            writer.Write(Exchange("three"));
            writer.Complete();
        }

        string after = File.ReadAllText(Target);
        Assert.StartsWith(before, after, StringComparison.Ordinal);
        Assert.Equal(["one", "two", "three"], Hashes(after));
        Assert.Null(Recording.Read(Target).Warning);
        Assert.False(File.Exists(Partial));
    }

    [Fact]
    public void Continue_OfOtherModels_IsRefusedAndLosesNothing()
    {
        Leave("one");
        string before = File.ReadAllText(Partial);

        RecordingException error = Assert.Throws<RecordingException>(() => new RecordingWriter(Target, Header with { Provider = "near" }, EarlierRecording.Continue));

        Assert.Contains("of another run or other models", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(Partial));
    }

    [Fact]
    public void Refuse_PartialWithExchanges_SaysHowToReplayItAndLosesNothing()
    {
        Leave("one", "two");
        string before = File.ReadAllText(Partial);

        RecordingException error = Assert.Throws<RecordingException>(() => new RecordingWriter(Target, Header));

        Assert.Contains($"'{Partial}' holds 2 exchanges", error.Message, StringComparison.Ordinal);
        Assert.Contains($"record generate --replay '{Partial}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("--force", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(Partial));

        using RecordingWriter writer = new(Target, Header, EarlierRecording.Replace);
        writer.Write(Exchange("three"));
        writer.Complete();
        Assert.Equal(["three"], Hashes(File.ReadAllText(Target)));
    }

    /// <summary>What has nothing in it is in nobody's way, however its run ended.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("""{"recording":1,"program":"ReCorD old","provider":"near"}|""")]
    [InlineData("""{"recording":1,"program":"ReCorD old","provider":"near"}|{"agent":"lay""")]
    public void Refuse_PartialWithoutExchanges_IsWrittenOver(string text)
    {
        File.WriteAllText(Partial, text.Replace('|', '\n'));

        Leave("one");

        Assert.Equal(["one"], Hashes(File.ReadAllText(Partial)));
        Assert.Equal("far", Recording.Read(Partial).Header.Provider);
    }

    [Theory]
    [InlineData(nameof(EarlierRecording.Refuse))]
    [InlineData(nameof(EarlierRecording.Continue))]
    public void PartialThatIsNoRecording_StaysAsItIs(string earlier)
    {
        File.WriteAllText(Partial, "my notes\nof today\n");

        RecordingException error = Assert.Throws<RecordingException>(() => new RecordingWriter(Target, Header, Enum.Parse<EarlierRecording>(earlier)));

        Assert.Contains("lies where the recording is to be written, but is none", error.Message, StringComparison.Ordinal);
        Assert.Equal("my notes\nof today\n", File.ReadAllText(Partial));
    }

    [Theory]
    [InlineData(nameof(EarlierRecording.Refuse))]
    [InlineData(nameof(EarlierRecording.Continue))]
    [InlineData(nameof(EarlierRecording.Replace))]
    public void SecondWriter_OfTheSameFile_IsRefusedAndHarmsNothing(string earlier)
    {
        using RecordingWriter first = new(Target, Header);
        first.Write(Exchange("one"));

        RecordingException error = Assert.Throws<RecordingException>(() => new RecordingWriter(Target, Header, Enum.Parse<EarlierRecording>(earlier)));

        Assert.Contains($"'{Partial}' is being written by another run", error.Message, StringComparison.Ordinal);
        first.Write(Exchange("two"));
        first.Complete();
        Assert.Equal(["one", "two"], Hashes(File.ReadAllText(Target)));
    }

    /// <summary>The error sends the user to the file, so it must be there.</summary>
    [Fact]
    public void Complete_NameThatWasTakenMeanwhile_LeavesTheRecordingWhereTheErrorSays()
    {
        using (RecordingWriter writer = new(Target, Header))
        {
            File.WriteAllText(Target, "mine");
            Assert.Contains($"'{Partial}' is complete but cannot be renamed", Assert.Throws<RecordingException>(writer.Complete).Message, StringComparison.Ordinal);
        }

        Assert.Equal("far", Recording.Read(Partial).Header.Provider);
        Assert.Equal("mine", File.ReadAllText(Target));
    }

    [Theory]
    [InlineData("")]
    [InlineData(RecordingWriter.PartialSuffix)]
    public void Replace_Socket_IsRefused(string suffix)
    {
        if (!OperatingSystem.IsLinux())
        {
            // Elsewhere only the folder of devices is known.
            return;
        }

        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Target + suffix));

        RecordingException error = Assert.Throws<RecordingException>(() => new RecordingWriter(Target, Header, EarlierRecording.Replace));

        Assert.Contains("is a socket, which an ordinary file would replace", error.Message, StringComparison.Ordinal);
        Assert.Equal([Target + suffix], Directory.GetFileSystemEntries(folder));
    }

    private static RecordedExchange Exchange(string hash) => new() { Agent = "layout", Hash = hash, Request = [] };

    private static string[] Hashes(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => System.Text.Json.Nodes.JsonNode.Parse(line)!["hash"]!.GetValue<string>())];

    /// <summary>What a run leaves that is stopped after these.</summary>
    private void Leave(params string[] hashes)
    {
        using RecordingWriter writer = new(Target, Header);
        foreach (string hash in hashes)
        {
            writer.Write(Exchange(hash));
        }
    }
}
