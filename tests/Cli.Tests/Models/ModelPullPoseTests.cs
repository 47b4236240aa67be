using System.Security.Cryptography;
using ReCorD.Cli.Application;
using ReCorD.Cli.Models.Pull;
using ReCorD.Cli.Tests.Support;
using ReCorD.Diffusion.Checkpoints.HuggingFace;
using ReCorD.Vision.Poses.MediaPipe;

namespace ReCorD.Cli.Tests.Models;

/// <summary>The published pose networks.</summary>
public sealed class ModelPullPoseTests : IDisposable
{
    private readonly PullRig _pull = new();

    public void Dispose() => _pull.Dispose();

    [Fact]
    public async Task PullPose_PublishedFiles_LieInOneFolder()
    {
        byte[] detector = [1, 2, 3], landmarks = [4, 5, 6, 7];
        (_pull.Server.Files["detector.onnx"], _pull.Server.Files["landmarks.onnx"]) = (detector, landmarks);

        await FetchPoseAsync(Published(MediaPipePosePart.Detector, "detector.onnx", detector, detector), Published(MediaPipePosePart.Landmarks, "landmarks.onnx", landmarks, landmarks));

        Assert.Equal(detector, await File.ReadAllBytesAsync(_pull.Hub.At("pose/detector.onnx")));
        Assert.Equal(landmarks, await File.ReadAllBytesAsync(_pull.Hub.At("pose/landmarks.onnx")));
    }

    [Fact]
    public async Task PullPose_AnotherFileUnderTheName_IsNotFetched()
    {
        _pull.Server.Files["detector.onnx"] = [1, 2, 3];

        CommandException exception = await Assert.ThrowsAsync<CommandException>(() => FetchPoseAsync(Published(MediaPipePosePart.Detector, "detector.onnx", [1, 2, 3], [1, 2, 4])));

        Assert.Contains("not the file that this program knows", exception.Message, StringComparison.Ordinal);
        Assert.Empty(_pull.Server.FileRequests);
    }

    [Fact]
    public async Task PullPose_Gone_NamesTheOtherPlace()
    {
        using CommandHarness harness = _pull.Harness();

        Assert.Equal(ExitCode.Failure, await harness.RunAsync("model", "pull", "mediapipe-pose"));
        Assert.Contains("opencv_zoo", harness.Error.ToString(), StringComparison.Ordinal);
        Assert.Empty(harness.Files());
    }

    private static MediaPipePoseFile Published(MediaPipePosePart part, string name, byte[] sized, byte[] hashed)
        => new(part, name, sized.Length, Convert.ToHexStringLower(SHA256.HashData(hashed)), "org/pose");

    private async Task FetchPoseAsync(params MediaPipePoseFile[] files)
    {
        using HttpClient http = new();
        HubRetry retry = new(new ManualTime(), _ => { });
        HubPatience patience = new(TimeSpan.FromSeconds(30));
        HubClient client = new(http, new HubEndpoint(new Uri(_pull.Server.Address), null), retry, patience);
        HuggingFaceCache cache = new(_pull.Hub.Path);
        await new MediaPipePosePull(client, new HubDownload(client, retry, cache, (_, _) => { }, patience), cache).FetchAsync(files, _pull.Hub.At("pose"), default);
    }
}
