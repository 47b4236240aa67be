namespace ReCorD.Compute.Runtime.Native;

/// <summary>Places of the functions we call in the table <c>OrtModelEditorApi</c> (ONNX Runtime 1.22 and newer).</summary>
internal enum OrtModelEditorFunction
{
    CreateTensorTypeInfo = 0,
    CreateValueInfo = 5,
    CreateNode = 6,
    CreateGraph = 7,
    SetGraphInputs = 8,
    SetGraphOutputs = 9,
    AddInitializerToGraph = 10,
    AddNodeToGraph = 11,
    CreateModel = 12,
    AddGraphToModel = 13,
    CreateSessionFromModel = 14,
    CreateModelEditorSessionFromArray = 16,
    ApplyModelToModelEditorSession = 18,
    FinalizeModelEditorSession = 19,
}
