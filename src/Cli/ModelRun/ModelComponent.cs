namespace ReCorD.Cli.ModelRun;

/// <summary>The networks of a model that can be run alone.</summary>
internal enum ModelComponent
{
    Unet,
    TextEncoder,
    VaeEncoder,
    VaeDecoder,
}
