using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Checkpoints.HuggingFace;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Tests.Checkpoints.HuggingFace;

public sealed class HuggingFaceCacheTests : IDisposable
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private readonly TemporaryModel model = new();

    private string Root => model.Outside("hub");

    private string Snapshot => Path.Combine(Root, "models--org--tiny-hoi", "snapshots", Commit);

    public void Dispose() => model.Dispose();

    /// <summary>The order of Hugging Face's own library.</summary>
    [Theory]
    [InlineData("/a", "HF_HUB_CACHE=/a", "HUGGINGFACE_HUB_CACHE=/b", "HF_HOME=/c", "HOME=/h")]
    [InlineData("/b", "HUGGINGFACE_HUB_CACHE=/b", "HF_HOME=/c", "HOME=/h")]
    [InlineData("/c/hub", "HF_HUB_CACHE=", "HF_HOME=/c", "XDG_CACHE_HOME=/x", "HOME=/h")]
    [InlineData("/h/c/hub", "HF_HOME=~/c", "HOME=/h")]
    [InlineData("/x/huggingface/hub", "XDG_CACHE_HOME=/x", "HOME=/h")]
    [InlineData("/h/.cache/huggingface/hub", "HOME=/h")]
    [InlineData("/u/.cache/huggingface/hub", "USERPROFILE=/u")]
    public void Find_Environment_GivesTheFolder(string expected, params string[] variables)
    {
        Dictionary<string, string> environment = variables.Select(entry => entry.Split('=')).ToDictionary(entry => entry[0], entry => entry[1]);

        Assert.Equal(Path.GetFullPath(expected), HuggingFaceCache.Find(name => environment.GetValueOrDefault(name)).Root);
    }

    [Theory]
    [InlineData("org/name", "org/name", "main")]
    [InlineData("org/name@v1.0", "org/name", "v1.0")]
    [InlineData("org/na--me.x@refs/pr/3", "org/na--me.x", "refs/pr/3")]
    public void TryParse_Id_HasRepositoryAndRevision(string text, string repository, string revision)
    {
        Assert.True(HuggingFaceId.TryParse(text, out HuggingFaceId? id));
        Assert.Equal((repository, revision), (id.Repository, id.Revision));
        Assert.Equal(repository, HuggingFaceId.OfFolderName(id.FolderName));
    }

    [Theory]
    [InlineData("name")]
    [InlineData("./name")]
    [InlineData("../name")]
    [InlineData("a/b/c")]
    [InlineData("/a/b")]
    [InlineData("a/..")]
    [InlineData("a/b..c")]
    [InlineData("a/b@")]
    [InlineData("a/b@../../c")]
    [InlineData("a/b@x//y")]
    [InlineData("a/b\n")]
    public void TryParse_AnythingElse_IsNone(string text) => Assert.False(HuggingFaceId.TryParse(text, out _));

    [Theory]
    [InlineData("main")]
    [InlineData("refs/pr/1")]
    [InlineData(Commit)]
    public void FindSnapshot_Revision_LeadsToItsCommit(string revision)
    {
        Fill();

        Assert.Equal(Snapshot, new HuggingFaceCache(Root).FindSnapshot(new HuggingFaceId("org/tiny-hoi", revision)));
    }

    [Theory]
    [InlineData("org/tiny-hoi", "v2")]
    [InlineData("org/other", "main")]
    public void FindSnapshot_NotThere_IsNull(string repository, string revision)
    {
        Fill();

        Assert.Null(new HuggingFaceCache(Root).FindSnapshot(new HuggingFaceId(repository, revision)));
    }

    [Theory]
    [InlineData("../../../secret")]
    [InlineData("")]
    [InlineData("main")]
    public void FindSnapshot_ReferenceThatIsNoCommit_LeadsNowhere(string reference)
    {
        Fill();
        Directory.CreateDirectory(Path.Combine(Root, "secret"));
        File.WriteAllText(Path.Combine(Root, "models--org--tiny-hoi", "refs", "main"), reference);

        Assert.Null(new HuggingFaceCache(Root).FindSnapshot(new HuggingFaceId("org/tiny-hoi", "main")));
    }

    [Fact]
    public void List_HasRepositoriesWithTheirRevision()
    {
        Fill();
        Directory.CreateDirectory(Path.Combine(Root, "datasets--org--pictures", "snapshots", Commit));
        Directory.CreateDirectory(Path.Combine(Root, "models--org--empty"));

        Assert.Equal([(new HuggingFaceId("org/tiny-hoi", "main"), Snapshot)], new HuggingFaceCache(Root).List());
    }

    [Fact]
    public void Open_SnapshotOfLinks_LoadsUnderTheRepositorysName()
    {
        Fill();

        using IModelSource source = ModelSources.Open(Snapshot);

        Assert.Equal("org/tiny-hoi", source.Name);
        Assert.Empty(ModelSurvey.Missing(Snapshot));
    }

    [Theory]
    [InlineData("../../../../models--org--other/blobs/config")]
    [InlineData("../../../../../outside")]
    public void Open_SnapshotLinkedElsewhere_IsRefused(string target)
    {
        Fill();
        File.Delete(Path.Combine(Snapshot, "unet", "config.json"));
        File.CreateSymbolicLink(Path.Combine(Snapshot, "unet", "config.json"), target);

        Assert.Contains("leads out", Assert.Throws<ModelFolderException>(() => ModelSources.Open(Snapshot)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unet/diffusion_pytorch_model.fp16.safetensors", "diffusion_pytorch_model")]
    [InlineData("tokenizer/merges.txt", "merges.txt")]
    public void Missing_DanglingLink_IsMissing(string file, string named)
    {
        Fill();
        File.Delete(File.ResolveLinkTarget(Path.Combine(Snapshot, file), returnFinalTarget: true)!.FullName);

        Assert.Contains(named, Assert.Single(ModelSurvey.Missing(Snapshot)), StringComparison.Ordinal);
    }

    /// <summary>The embedded model as Hugging Face's library would have cached it: files are links into <c>blobs/</c>.</summary>
    private void Fill()
    {
        string repository = Path.Combine(Root, "models--org--tiny-hoi"), blobs = Path.Combine(repository, "blobs");
        Directory.CreateDirectory(blobs);
        int number = 0;
        foreach (string file in Directory.EnumerateFiles(model.Path, "*", SearchOption.AllDirectories))
        {
            string blob = Path.Combine(blobs, $"blob{number++}"), link = Path.Combine(Snapshot, Path.GetRelativePath(model.Path, file));
            File.Copy(file, blob);
            Directory.CreateDirectory(Path.GetDirectoryName(link)!);
            File.CreateSymbolicLink(link, Path.GetRelativePath(Path.GetDirectoryName(link)!, blob));
        }

        foreach (string revision in (string[])["main", "refs/pr/1"])
        {
            string reference = Path.Combine(repository, "refs", revision);
            Directory.CreateDirectory(Path.GetDirectoryName(reference)!);
            File.WriteAllText(reference, Commit);
        }
    }
}
