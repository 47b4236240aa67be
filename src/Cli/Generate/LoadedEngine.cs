using ReCorD.Cli.Devices;
using ReCorD.Engines;

namespace ReCorD.Cli.Generate;

/// <summary>An engine and what the settings came to while it was loaded.</summary>
/// <param name="Engine">Belongs to the host.</param>
/// <param name="Device">Device and precision that were taken.</param>
/// <param name="Pose">Folder of the pose network; null: there is none.</param>
internal sealed record LoadedEngine(RecordEngine Engine, DeviceSetup Device, PoseFolder? Pose);
