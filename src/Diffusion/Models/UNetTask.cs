namespace ReCorD.Diffusion.Models;

/// <summary>Models of Stable Diffusion for other tasks than pictures from text, by how many channels their UNets read.</summary>
internal static class UNetTask
{
    /// <summary>The number and the task, as part of a sentence; null where no other task is known to have so many.</summary>
    public static string? Of(int channels) => channels switch
    {
        5 => "5, as models guided by a depth map have, which are not supported",
        7 => "7, as upscalers have, which are not supported",
        8 => "8, as models for editing by instruction (InstructPix2Pix) have, which are not supported",
        9 => "9, as inpainting models have, which are not supported",
        _ => null,
    };
}
