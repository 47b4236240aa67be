using ReCorD.Compute.Graph;
using ReCorD.Diffusion.Guidance;
using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Pipelines;

namespace ReCorD.Diffusion.Checkpoints.Export;

/// <summary>The UNet's graphs, as the methods run them.</summary>
internal static class UNetExport
{
    /// <summary>Uncond y', uncond y, cond y', cond y.</summary>
    private const int EditedRows = 4;

    /// <summary>Uncond, cond.</summary>
    private const int PlainRows = 2;

    private static readonly RecordProfile Profile = RecordProfiles.Default;

    public static GraphModule State(IModelSource model, ExportRequest request)
    {
        IReadOnlyList<int> grids = AttentionGrids.Of(model.UNet);
        int side = model.UNet.SampleSize, map = request.Resolution ?? AttentionGrids.AtLeast(model.UNet, Profile.AttentionResolution), tokens = model.TextEncoders[0].Tokenizer.MaxLength;
        if (!grids.Contains(map))
        {
            throw new ModelFolderException($"This UNet has no cross-attention on a {map}x{map} grid; it has {string.Join(", ", grids.Select(grid => $"{grid}x{grid}"))}.");
        }

        bool isEdited = request.Kind == GraphKind.Edited;
        DenoisingShape shape = new(request.Rows ?? (isEdited ? EditedRows : PlainRows), side, side, tokens, map, map, isEdited ? Profile.SelfResolution : null);
        return request switch
        {
            { Kind: not GraphKind.Guidance } => DenoisingNetwork.BuildGraph(model.UNet, model.UNetWeights, shape, out _),
            { Rows: null or 1 } => GuidanceNetwork.BuildGraph(model.UNet, model.UNetWeights, new BoxConstraintLoss(), new GuidanceShape(side, side, tokens, map, map)),
            _ => throw new ModelFolderException($"The guidance graph has one row, not {request.Rows}: the gradient is that of one latent."),
        };
    }
}
