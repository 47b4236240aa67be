using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Methods;
using static ReCorD.Diffusion.Tests.Methods.MiniHoiFixture;

namespace ReCorD.Diffusion.Tests.Methods;

/// <summary>Whole runs of every method with every profile on the embedded model.</summary>
public sealed class ProfileRunTests(MiniHoiFixture model) : IClassFixture<MiniHoiFixture>
{
    private static readonly Box Target = Box.FromPixels(64, 320, 192, 448);

    public static TheoryData<string, string> MethodsAndProfiles
    {
        get
        {
            TheoryData<string, string> all = [];
            foreach (string method in GenerationMethods.Names)
            {
                foreach (string profile in RecordProfiles.Names)
                {
                    all.Add(method, profile);
                }
            }

            return all;
        }
    }

    public static TheoryData<string> Profiles => [.. RecordProfiles.Names];

    [Theory]
    [MemberData(nameof(MethodsAndProfiles))]
    public void Generate_EveryMethodAndProfile_IsFiniteAndRepeatable(string method, string profile)
    {
        IGenerationMethod generator = model.Method(method, RecordProfiles.Get(profile));

        GenerationResult first = generator.Generate(Request(), null, default), second = generator.Generate(Request(), null, default);

        Assert.Equal(first.Image.Pixels, second.Image.Pixels);
        Assert.Equal(["ball", "boy", "kicking"], first.Attention.Keys.Order());
        Assert.All(first.Attention.Values, map => Assert.All(map.Values, value => Assert.InRange(value, 0, 1)));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Record_EveryProfileWithATarget_IsFiniteAndRepeatable(string profile)
    {
        IGenerationMethod generator = model.Method("record", RecordProfiles.Get(profile));
        GenerationRequest request = Request() with { TargetBox = Target };

        GenerationResult first = generator.Generate(request, null, default), second = generator.Generate(request, null, default);

        Assert.Equal(first.Image.Pixels, second.Image.Pixels);
        Assert.Equal(first.Guidance.Select(step => step.Loss), second.Guidance.Select(step => step.Loss));
        Assert.Equal((int)Math.Round(RecordProfiles.Get(profile).GuidedShare * request.Steps), first.Guidance.Count);
        Assert.All(first.Guidance, step => Assert.InRange(step.Loss, 1e-3, 10));
    }

    [Fact]
    public void Record_OfficialProfiles_MakeOtherPicturesThanOursAndEachOther()
    {
        GenerationRequest request = Request() with { TargetBox = Target };

        string[] pictures = [.. RecordProfiles.Names.Select(name => Convert.ToHexString(model.Method("record", RecordProfiles.Get(name)).Generate(request, null, default).Image.Pixels))];

        Assert.Equal(pictures.Length, pictures.Distinct().Count());
    }
}
