using System.CommandLine;
using Lab.Reports;

namespace Lab.Verbs;

/// <summary><c>--lang</c>: the language of what is printed of a study, and of a second report beside the English one.</summary>
static class LanguageOption
{
    public static Option<string> Make() => new("--lang") { Description = "Language of what is said of the study: en or ko (Korean). A report in another language is written beside the English one.", DefaultValueFactory = _ => Texts.English.Language };
}
