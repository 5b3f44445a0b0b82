namespace Lab.Platforms;

/// <summary>What a folder named by LAB_HOME is. Earlier: made by a version of the lab that wrote no marker.</summary>
public enum HomeKind { Absent, Empty, Marked, Earlier, Foreign }

/// <param name="Installation">What its marker says.</param>
/// <param name="Evidence">What shows that an earlier version made it.</param>
public sealed record HomeState(HomeKind Kind, Installation? Installation = null, string Evidence = "");
