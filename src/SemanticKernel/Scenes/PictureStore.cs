using System.Globalization;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using ReCorD.Compute.Imaging;
using ReCorD.SemanticKernel.Chat;
using ReCorD.Vision.Imaging;

namespace ReCorD.SemanticKernel.Scenes;

/// <summary>
/// Keeps pictures that functions made under short ids. Chat services take no pictures in results of functions, so a model is told an id, and whoever leads the
/// conversation shows the picture in the next message. The latest pictures are kept. Safe to use from several threads.
/// </summary>
public sealed class PictureStore
{
    /// <summary>Most pictures kept.</summary>
    public const int Capacity = 64;

    private readonly Lock gate = new();
    private readonly List<KeptPicture> pictures = [];
    private int count;

    /// <summary>The pictures that are still kept, the oldest first.</summary>
    public IReadOnlyList<KeptPicture> All
    {
        get
        {
            lock (gate)
            {
                return [.. pictures];
            }
        }
    }

    /// <summary>The picture of an id; null where there is none, or none any more.</summary>
    public ImageContent? Find(string id) => All.FirstOrDefault(picture => picture.Id == id)?.Image;

    internal string Keep(RgbImage image, string shows) => Keep(new ImageContent(ImageFile.EncodePng(image), "image/png"), shows);

    internal string Keep(DataContent image) => Keep(KernelMessages.Picture(image), image.Name ?? "image");

    private string Keep(ImageContent image, string shows)
    {
        lock (gate)
        {
            string id = string.Create(CultureInfo.InvariantCulture, $"picture-{++count}");
            pictures.Add(new KeptPicture(id, shows, image));
            if (pictures.Count > Capacity)
            {
                pictures.RemoveAt(0);
            }

            return id;
        }
    }
}

/// <summary>A picture that a function made.</summary>
/// <param name="Id">By which models are told of it.</param>
/// <param name="Shows">What it is, such as "candidate 0".</param>
/// <param name="Image">The picture.</param>
public sealed record KeptPicture(string Id, string Shows, ImageContent Image);
