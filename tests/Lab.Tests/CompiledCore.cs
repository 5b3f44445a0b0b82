using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Lab.Core;

namespace Lab.Tests;

/// <summary>What the compiled core refers to outside itself.</summary>
static class CompiledCore
{
    /// <summary>Of these namespaces the core may use no type but those that only hold what others give them.</summary>
    static readonly Dictionary<string, string[]> s_allowed = new()
    {
        ["System.IO"] = ["IOException", "InvalidDataException", "MemoryStream", "Path", "Stream", "StreamReader", "StringReader", "StringWriter", "TextReader", "TextWriter"],
        ["System.Diagnostics"] = ["DebuggableAttribute", "DebuggableAttribute+DebuggingModes", "DebuggerBrowsableAttribute", "DebuggerBrowsableState", "DebuggerHiddenAttribute", "UnreachableException"],
        ["System.Net"] = ["EndPoint", "IPAddress", "IPEndPoint"],
    };

    static readonly string[] s_forbiddenTypes = ["System.Console", "System.AppDomain", "System.Activator", "System.Threading.Thread", "System.Threading.Timer", "System.Runtime.InteropServices.DllImportAttribute"];

    static readonly string[] s_forbiddenMembers =
    [
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today", "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow", "System.TimeProvider.get_System",
        "System.Random.get_Shared", "System.IO.Path.Exists", "System.IO.Path.GetFullPath", "System.IO.Path.GetTempPath", "System.IO.Path.GetTempFileName",
    ];

    /// <summary>Types and members, by their full names.</summary>
    public static string[] Forbidden()
    {
        using var file = new PEReader(File.OpenRead(typeof(Plan).Assembly.Location));
        var metadata = file.GetMetadataReader();
        var types = metadata.TypeReferences.Select(h => Name(metadata, h)).ToArray();
        var members = metadata.MemberReferences.Select(metadata.GetMemberReference).Where(m => m.Parent.Kind == HandleKind.TypeReference)
            .Select(m => $"{Name(metadata, (TypeReferenceHandle)m.Parent)}.{metadata.GetString(m.Name)}").Distinct().ToArray();
        // Nothing is found in an assembly that is not read.
        Assert.Contains("System.IO.Stream", types);
        Assert.Contains("System.TimeProvider.GetTimestamp", members);
        return
        [
            .. types.Where(t => s_forbiddenTypes.Contains(t) || s_allowed.Any(a => t.StartsWith($"{a.Key}.", StringComparison.Ordinal) && !IsBelow(t, a.Key) && !a.Value.Contains(t[(a.Key.Length + 1)..]))),
            .. members.Where(s_forbiddenMembers.Contains),
            // The compiler's own: an iterator asks for its thread.
            .. members.Where(m => m.StartsWith("System.Environment.", StringComparison.Ordinal) && m != "System.Environment.get_CurrentManagedThreadId"),
        ];
    }

    /// <summary>In one of the namespaces that hold nothing but attributes for the compiler.</summary>
    static bool IsBelow(string type, string name) => name == "System.Diagnostics" && type.StartsWith("System.Diagnostics.CodeAnalysis.", StringComparison.Ordinal);

    static string Name(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        var name = metadata.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference ? $"{Name(metadata, (TypeReferenceHandle)type.ResolutionScope)}+{name}" : $"{metadata.GetString(type.Namespace)}.{name}";
    }
}
