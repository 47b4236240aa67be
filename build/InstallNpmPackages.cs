using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace ReCorD.Build
{
    /// <summary>
    /// Runs npm in a folder and writes a stamp file when it is done. Builds running at the same time wait for each other and the
    /// later ones find the work done. The operating system frees the lock when a build is killed.
    /// </summary>
    public sealed class InstallNpmPackages : Task
    {
        private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

        private static bool OnWindows => RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

        [Required]
        public string Folder { get; set; }

        [Required]
        public string Arguments { get; set; }

        [Required]
        public string StampFile { get; set; }

        [Required]
        public string LockFile { get; set; }

        public override bool Execute()
        {
            string npm = Find(OnWindows ? "npm.cmd" : "npm");
            if (npm == null || Find(OnWindows ? "node.exe" : "node") == null)
            {
                Log.LogError("Node.js and npm are needed once, to fetch the native libraries (ONNX Runtime and libvips), but were not found in PATH. Install Node.js 20 or newer from https://nodejs.org and build again.");
                return false;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(LockFile));
            using (FileStream gate = Lock())
            {
                return gate != null && (IsInstalled() || Install(npm));
            }
        }

        private bool IsInstalled() =>
            File.Exists(StampFile) && File.GetLastWriteTimeUtc(StampFile) >= File.GetLastWriteTimeUtc(Path.Combine(Folder, "package-lock.json"));

        private bool Install(string npm)
        {
            Log.LogMessage(MessageImportance.High, "Fetching native libraries: npm " + Arguments);
            ProcessStartInfo start = new ProcessStartInfo
            {
                FileName = OnWindows ? "cmd.exe" : npm,
                Arguments = OnWindows ? "/d /s /c \"\"" + npm + "\" " + Arguments + "\"" : Arguments,
                WorkingDirectory = Folder,
                UseShellExecute = false,
                CreateNoWindow = true,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            };
            using (Process process = Process.Start(start))
            {
                process.OutputDataReceived += (_, line) => Report(line.Data);
                process.ErrorDataReceived += (_, line) => Report(line.Data);
                process.BeginOutputReadLine();
                process.BeginErrorReadLine();
                process.WaitForExit();
                if (process.ExitCode != 0)
                {
                    Log.LogError("'npm " + Arguments + "' failed with exit code " + process.ExitCode + " in " + Folder + ". Its messages are above. It needs the npm registry (or a mirror set in .npmrc) and about 350 MB of disk.");
                    return false;
                }
            }

            File.WriteAllText(StampFile, "npm " + Arguments + Environment.NewLine);
            return true;
        }

        private void Report(string line)
        {
            if (!string.IsNullOrEmpty(line))
            {
                Log.LogMessage(MessageImportance.High, "npm: " + line);
            }
        }

        private FileStream Lock()
        {
            Stopwatch waited = Stopwatch.StartNew();
            while (true)
            {
                try
                {
                    return new FileStream(LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                }
                catch (IOException) when (waited.Elapsed < Patience)
                {
                    Thread.Sleep(200);
                }
                catch (IOException reason)
                {
                    Log.LogError("Another build holds " + LockFile + " for more than " + Patience.TotalMinutes + " minutes: " + reason.Message);
                    return null;
                }
            }
        }

        private static string Find(string program) =>
            (Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(Path.PathSeparator)
                .Where(folder => folder.Trim().Length > 0)
                .Select(folder => Path.Combine(folder.Trim().Trim('"'), program))
                .FirstOrDefault(File.Exists);
    }
}
