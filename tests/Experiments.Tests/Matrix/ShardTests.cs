using ReCorD.Experiments.Matrix;

namespace ReCorD.Experiments.Tests.Matrix;

public class ShardTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public void Holds_AllParts_MakeTheWholeOnce(int count)
    {
        for (int test = 0; test < 50; test++)
        {
            Assert.Single(Enumerable.Range(1, count), number => new Shard(number, count).Holds(test));
        }
    }

    [Theory]
    [InlineData("2/8", true)]
    [InlineData("1/1", true)]
    [InlineData("0/8", false)]
    [InlineData("9/8", false)]
    [InlineData("2", false)]
    [InlineData("1/2/3", false)]
    [InlineData("-1/2", false)]
    [InlineData("a/b", false)]
    [InlineData("", false)]
    public void TryParse_Text_IsReadOrRefused(string text, bool ok)
    {
        Assert.Equal(ok, Shard.TryParse(text, out Shard shard));
        Assert.Equal(ok ? text : "1/1", shard.ToString());
    }
}
