using ReCorD.Agents.Providers.Builtin;
using ReCorD.Fakes;

namespace ReCorD.Agents.Tests.Providers.Builtin;

public sealed class PoseScorerTests
{
    private readonly AffordanceLibrary library = AffordanceLibrary.Load(TestPrompts.Folder);

    public static TheoryData<string, int> Cases
    {
        get
        {
            TheoryData<string, int> cases = [];
            foreach (string verb in ActionFigures.All.Keys)
            {
                cases.Add(verb, 1);
                cases.Add(verb, -1);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Score_FiguresOfAllVerbs_PrefersTheVerbsOwn(string verb, int facing)
    {
        Affordance affordance = library.Find(verb).Class;

        Dictionary<string, double> scores = ActionFigures.All.ToDictionary(
            pair => pair.Key, pair => PoseScorer.Score(affordance, (pair.Value with { Facing = facing }).ToPose()).Value);

        string table = string.Join(", ", scores.Select(pair => $"{pair.Key} {pair.Value:0.00}"));
        Assert.True(scores[verb] > 0.95, table);
        Assert.All(scores.Where(pair => pair.Key != verb), pair => Assert.True(pair.Value < scores[verb] - 0.05, table));
    }

    // The figures with every limb off by as much as the drawn world varies them (6 degrees, two deviations at once).
    [Theory]
    [MemberData(nameof(Cases))]
    public void Score_LimbsSlightlyOff_StillBeatsStanding(string verb, int facing)
    {
        StickFigure figure = ActionFigures.All[verb] with { Facing = facing };
        figure = figure with { Arm = (figure.Arm.Upper + 12, figure.Arm.Fore - 12), Leg = (figure.Leg.Thigh - 12, figure.Leg.Shin + 12) };
        Affordance affordance = library.Find(verb).Class;

        Assert.True(PoseScorer.Score(affordance, figure.ToPose()).Value > PoseScorer.Score(affordance, (StickFigure.Standing with { Facing = facing }).ToPose()).Value + 0.1);
    }

    [Fact]
    public void Score_Nobody_IsZero() => Assert.Equal(0, PoseScorer.Score(library.Find("kicking").Class, null).Value);

    [Theory]
    [InlineData(50, 1)]
    [InlineData(110, 1)]
    [InlineData(40, 0.75)]
    [InlineData(150, 0)]
    [InlineData(-100, 0)]
    public void RuleScore_OutsideItsRange_FallsOverTheSlack(double value, double expected) =>
        Assert.Equal(expected, new PoseRule("leading_thigh", 50, 110, 40, 1).Score(value), 9);
}
