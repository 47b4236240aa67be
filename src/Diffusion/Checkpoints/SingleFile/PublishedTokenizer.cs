using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Checkpoints.SingleFile;

/// <summary>The tokenizer of all published models, which single files do not hold.</summary>
internal static class PublishedTokenizer
{
    /// <param name="path">The checkpoint, for messages.</param>
    /// <param name="padToken">What fills the sequence behind the end token.</param>
    public static ClipTokenizer Create(string path, string padToken)
        => throw new Models.ModelFolderException(path, null, $"needs CLIP's tokenizer (padding \"{padToken}\"): give a folder with tokenizer/, --config FOLDER.");
}
