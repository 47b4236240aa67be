#:property RestorePackagesWithLockFile=false
#:property PublishAot=false

// The scripted chat server behind nearest-hand.jsonl: it answers layout agents by one rule, whatever the action. The object keeps its size
// and its centre goes to the nearer wrist. docs/experiments.md says how the recording is made anew with it.
//
//   dotnet run experiments/recordings/nearest-hand.cs
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

const string Address = "http://127.0.0.1:8765/";
using HttpListener listener = new();
listener.Prefixes.Add(Address);
listener.Start();
Console.WriteLine($"Answering at {Address}v1; stop with Ctrl-C.");
while (true)
{
    HttpListenerContext context = await listener.GetContextAsync();
    using StreamReader reader = new(context.Request.InputStream, Encoding.UTF8);
    string body = await reader.ReadToEndAsync();
    byte[] answer = Encoding.UTF8.GetBytes(body.Length == 0 ? "{}" : Answer(JsonNode.Parse(body)!).ToJsonString());
    context.Response.ContentType = "application/json";
    await context.Response.OutputStream.WriteAsync(answer);
    context.Response.Close();
}

static JsonObject Answer(JsonNode request)
{
    string said = string.Join('\n', request["messages"]!.AsArray().Select(message => message!["content"]).Select(content =>
        content is JsonArray parts ? string.Join('\n', parts.Select(part => part!["text"]?.GetValue<string>())) : content?.GetValue<string>()));
    Match facts = Regex.Match(said, "```json(?<json>.*?)```", RegexOptions.Singleline);
    JsonObject message = facts.Success
        ? Call(JsonNode.Parse(facts.Groups["json"].Value)!)
        : new JsonObject { ["role"] = "assistant", ["content"] = "ready" };
    return new JsonObject
    {
        ["id"] = "1", ["object"] = "chat.completion", ["created"] = 1, ["model"] = "nearest-hand",
        ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["finish_reason"] = facts.Success ? "tool_calls" : "stop", ["message"] = message }),
    };
}

static JsonObject Call(JsonNode facts)
{
    (int x1, int y1, int x2, int y2) = (Edge("x1"), Edge("y1"), Edge("x2"), Edge("y2"));
    (double x, double y, int width, int height) = ((x1 + x2) / 2.0, (y1 + y2) / 2.0, x2 - x1, y2 - y1);
    (string Side, double X, double Y) leftHand = Hand("left"), rightHand = Hand("right");
    (string side, double handX, double handY) = Distance(leftHand) < Distance(rightHand) ? leftHand : rightHand;
    int left = (int)Math.Round(Math.Clamp(handX - (width / 2.0), 0, 512 - width)), top = (int)Math.Round(Math.Clamp(handY - (height / 2.0), 0, 512 - height));
    JsonObject arguments = new()
    {
        ["object_box"] = new JsonObject { ["x1"] = left, ["y1"] = top, ["x2"] = left + width, ["y2"] = top + height },
        ["person_box"] = facts["person_box"]!.DeepClone(), ["pose_type"] = "static", ["body_orientation"] = "profile", ["facial_direction"] = "right",
        ["object_relationship"] = "near", ["object_size"] = "as it is",
        ["reasoning"] = $"Scripted rule: the object keeps its size and goes to the nearer wrist, the {side} one at ({handX}, {handY}).",
    };
    JsonObject function = new() { ["name"] = "submit_layout", ["arguments"] = arguments.ToJsonString() };
    return new JsonObject { ["role"] = "assistant", ["content"] = null, ["tool_calls"] = new JsonArray(new JsonObject { ["id"] = "1", ["type"] = "function", ["function"] = function }) };

    (string Side, double X, double Y) Hand(string side) => (side, (double)facts["landmarks"]![side + "_wrist"]![0]!, (double)facts["landmarks"]![side + "_wrist"]![1]!);

    double Distance((string Side, double X, double Y) hand) => Math.Pow(hand.X - x, 2) + Math.Pow(hand.Y - y, 2);

    int Edge(string name) => (int)facts["object_box"]![name]!;
}
