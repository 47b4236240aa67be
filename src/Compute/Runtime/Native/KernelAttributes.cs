namespace ReCorD.Compute.Runtime.Native;

/// <summary>The attributes of a node of an operator of our own.</summary>
internal readonly record struct KernelAttributes(nint Info)
{
    public long[] Integers(string name) => OrtApi.ReadIntegers(Info, name);

    public long Integer(string name) => OrtApi.ReadInteger(Info, name);
}
