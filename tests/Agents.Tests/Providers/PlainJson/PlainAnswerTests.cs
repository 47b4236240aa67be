using System.ComponentModel;
using Microsoft.Extensions.AI;
using ReCorD.Agents.Providers.PlainJson;

namespace ReCorD.Agents.Tests.Providers.PlainJson;

public class PlainAnswerTests
{
    private static readonly AIFunctionDeclaration[] Tools =
    [
        AIFunctionFactory.Create(([Description("Number.")] int index, string reasoning) => $"{index} {reasoning}", "choose", "Chooses."),
        AIFunctionFactory.Create((int index) => index, "look", "Looks."),
    ];

    [Theory]
    [InlineData("""{"tool": "choose", "arguments": {"index": 1, "reasoning": "r"}}""")]
    [InlineData("```json\n{\"tool\": \"choose\", \"arguments\": {\"index\": 1, \"reasoning\": \"r\"}}\n```")]
    [InlineData("I think 2 is wrong [see above].\n{\"tool\": \"choose\", \"arguments\": {\"index\": 1, \"reasoning\": \"r\"}}\nDone.")]
    [InlineData("""<tool_call>{"name": "choose", "arguments": {"index": 1, "reasoning": "r"}}</tool_call>""")]
    [InlineData("""{"function": {"name": "choose", "parameters": {"index": 1, "reasoning": "r"}}}""")]
    [InlineData("""{"tool_calls": [{"type": "function", "function": {"name": "choose", "arguments": "{\"index\": 1, \"reasoning\": \"r\"}"}}]}""")]
    [InlineData("""[{"tool": "choose", "args": {"index": 1, "reasoning": "r"}}]""")]
    [InlineData("""{"choose": {"index": 1, "reasoning": "r"}}""")]
    [InlineData("""{"tool": "choose", "index": 1, "reasoning": "r"}""")]
    [InlineData("""{"index": 1, "reasoning": "r"}""")]
    [InlineData("""{"action": "choose", "action_input": {"index": 1, "reasoning": "r",},} // so be it""")]
    [InlineData("<think>{\"tool\": \"look\", \"arguments\": {\"index\": 0}}</think>{\"tool\": \"choose\", \"arguments\": {\"index\": 1, \"reasoning\": \"r\"}}")]
    public void A_call_in_any_usual_form_is_read(string text)
    {
        PlainAnswer answer = PlainAnswer.Read(text, Tools, 0);

        FunctionCallContent call = Assert.Single(answer.Calls);
        Assert.Null(call.Exception);
        Assert.Equal(("json-1", "choose", "1", "r"), (call.CallId, call.Name, call.Arguments!["index"]!.ToString(), call.Arguments["reasoning"]!.ToString()));
    }

    /// <summary>The critic's tool has a parameter that elsewhere names the tool.</summary>
    [Theory]
    [InlineData("""{"action": {"score": 1, "reason": "r"}, "accepted": true}""")]
    [InlineData("""{"tool": "judge", "action": {"score": 1, "reason": "r"}, "accepted": true}""")]
    [InlineData("""{"tool": "judge", "arguments": {"action": {"score": 1, "reason": "r"}, "accepted": true}}""")]
    [InlineData("""{"judge": {"action": {"score": 1, "reason": "r"}, "accepted": true}}""")]
    public void An_argument_that_is_called_action_is_an_argument(string text)
    {
        AIFunctionDeclaration judge = AIFunctionFactory.Create((Dictionary<string, object> action, bool accepted) => $"{action.Count} {accepted}", "judge", "Judges.");

        FunctionCallContent call = Assert.Single(PlainAnswer.Read(text, [.. Tools, judge], 0).Calls);

        Assert.Equal(("judge", "True"), (call.Name, call.Arguments!["accepted"]!.ToString()));
        Assert.Contains("\"score\"", call.Arguments["action"]!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("I would choose candidate 1.")]
    [InlineData("The boxes are [1, 2, 3, 4] and {5}.")]
    [InlineData("""{"mood": "good"}""")]
    [InlineData("""{"index": 1, "reasoning": "r", "mood": "good"}""")]
    [InlineData("{{{{[[[[")]
    [InlineData("null")]
    public void Talk_is_no_call(string text)
    {
        PlainAnswer answer = PlainAnswer.Read(text, Tools, 0);

        Assert.Empty(answer.Calls);
        Assert.Equal(text, answer.Text);
    }

    [Fact]
    public void Several_calls_keep_their_order_and_count_on_from_earlier_ones()
    {
        PlainAnswer answer = PlainAnswer.Read("First {\"tool\": \"look\", \"arguments\": {\"index\": 0}} then\n```\n{\"tool\": \"look\", \"arguments\": {\"index\": 2}}\n```", Tools, 3);

        Assert.Equal([("json-4", "0"), ("json-5", "2")], answer.Calls.Select(call => (call.CallId, call.Arguments!["index"]!.ToString()!)));
        Assert.Equal("First", answer.Text);
    }

    [Fact]
    public void A_call_of_an_unknown_tool_is_kept_for_the_tool_loop_to_refuse() =>
        Assert.Equal("fly", Assert.Single(PlainAnswer.Read("""{"tool": "fly", "arguments": {}}""", Tools, 0).Calls).Name);

    [Theory]
    [InlineData("""{"tool": "choose", "arguments": {"index": 1, "reasoning": "r""")]
    [InlineData("""{"tool": "choose", "arguments": {"index": one}}""")]
    public void A_broken_call_is_kept_with_the_reason(string text)
    {
        FunctionCallContent call = Assert.Single(PlainAnswer.Read(text, Tools, 0).Calls);

        Assert.Equal("choose", call.Name);
        Assert.NotNull(call.Exception);
    }

    [Fact]
    public void Arguments_that_are_no_object_are_kept_as_the_calls_exception() =>
        Assert.NotNull(Assert.Single(PlainAnswer.Read("""{"tool": "look", "arguments": [1]}""", Tools, 0).Calls).Exception);

    [Fact]
    public void Letters_of_all_scripts_before_a_call_do_not_shift_it()
    {
        PlainAnswer answer = PlainAnswer.Read("足が上がっている 🦵 {\"tool\": \"look\", \"arguments\": {\"index\": 1}}", Tools, 0);

        Assert.Equal("足が上がっている 🦵", answer.Text);
        Assert.Single(answer.Calls);
    }
}
