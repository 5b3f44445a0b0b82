using Lab.Core;
using Lab.Reports;

namespace Lab.Tests;

static class Words
{
    /// <summary>The message as an English report has it; empty where there is none.</summary>
    public static string InEnglish(this Message? message) => message is null ? "" : Texts.English.Of(message);
}
