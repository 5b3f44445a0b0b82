namespace Lab.Tests;

/// <summary>xunit's, but what is asserted of all of a set is asserted of something: of an empty set it would always be true.</summary>
sealed class Assert : Xunit.Assert
{
    Assert() { }

    /// <inheritdoc cref="Xunit.Assert.All{T}(IEnumerable{T}, Action{T})"/>
    public static new void All<T>(IEnumerable<T> set, Action<T> action)
    {
        T[] all = [.. set];
        NotEmpty(all);
        Xunit.Assert.All(all, action);
    }
}
