namespace ReCorD.Diffusion.Guidance;

/// <summary>What the box loss does with boxes of so few cells that the share P of them is less than one.</summary>
public enum SmallBoxes
{
    /// <summary>Boxes have at least one cell, and at least one cell is guided.</summary>
    KeepOneCell,

    /// <summary>As in the official code: the inner term (or the outer, where nothing is left outside) is silently left out, and a box may round to no cell at all.</summary>
    LeaveOut,
}
