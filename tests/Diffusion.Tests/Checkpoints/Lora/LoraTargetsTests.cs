using ReCorD.Diffusion.Checkpoints.Initialization;
using ReCorD.Diffusion.Checkpoints.Lora;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Tests.Checkpoints.Lora;

/// <summary>Names of modules as trainers write them, looked up in the published networks. Making the dictionary fails where a name would mean two modules.</summary>
public sealed class LoraTargetsTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("record-targets-").FullName;

    [Theory]
    [InlineData("sd15", "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_out_0", -1, "down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_out.0.weight")]
    [InlineData("sd15", "lora_unet_mid_block_attentions_0_transformer_blocks_0_ff_net_0_proj", -1, "mid_block.attentions.0.transformer_blocks.0.ff.net.0.proj.weight")]
    [InlineData("sd15", "lora_unet_up_blocks_1_upsamplers_0_conv", -1, "up_blocks.1.upsamplers.0.conv.weight")]
    [InlineData("sd15", "lora_unet_time_embedding_linear_1", -1, "time_embedding.linear_1.weight")]
    [InlineData("sd15", "lora_te_text_model_encoder_layers_11_self_attn_out_proj", 0, "text_model.encoder.layers.11.self_attn.out_proj.weight")]
    [InlineData("sd15", "unet.mid_block.attentions.0.transformer_blocks.0.attn2.to_k", -1, "mid_block.attentions.0.transformer_blocks.0.attn2.to_k.weight")]
    [InlineData("sd15", "unet.mid_block.attentions.0.transformer_blocks.0.attn2.processor.to_out", -1, "mid_block.attentions.0.transformer_blocks.0.attn2.to_out.0.weight")]
    [InlineData("sd15", "mid_block.attentions.0.transformer_blocks.0.attn2.processor.to_v", -1, "mid_block.attentions.0.transformer_blocks.0.attn2.to_v.weight")]
    [InlineData("sd15", "text_encoder.text_model.encoder.layers.0.self_attn.to_q", 0, "text_model.encoder.layers.0.self_attn.q_proj.weight")]
    [InlineData("sd15", "text_encoder.text_model.encoder.layers.0.self_attn.to_out", 0, "text_model.encoder.layers.0.self_attn.out_proj.weight")]
    [InlineData("sd15", "base_model.model.mid_block.attentions.0.proj_in", -1, "mid_block.attentions.0.proj_in.weight")]
    [InlineData("sd2", "lora_te_text_model_encoder_layers_22_mlp_fc1", 0, "text_model.encoder.layers.22.mlp.fc1.weight")]
    [InlineData("sdxl", "lora_unet_input_blocks_4_1_transformer_blocks_0_attn1_to_q", -1, "down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_q.weight")]
    [InlineData("sdxl", "lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn1_to_q", -1, "down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_q.weight")]
    [InlineData("sdxl", "lora_unet_input_blocks_1_0_in_layers_2", -1, "down_blocks.0.resnets.0.conv1.weight")]
    [InlineData("sdxl", "lora_unet_input_blocks_1_0_emb_layers_1", -1, "down_blocks.0.resnets.0.time_emb_proj.weight")]
    [InlineData("sdxl", "lora_unet_input_blocks_3_0_op", -1, "down_blocks.0.downsamplers.0.conv.weight")]
    [InlineData("sdxl", "lora_unet_output_blocks_2_2_conv", -1, "up_blocks.0.upsamplers.0.conv.weight")]
    [InlineData("sdxl", "lora_unet_output_blocks_8_0_skip_connection", -1, "up_blocks.2.resnets.2.conv_shortcut.weight")]
    [InlineData("sdxl", "lora_te1_text_model_encoder_layers_0_mlp_fc2", 0, "text_model.encoder.layers.0.mlp.fc2.weight")]
    [InlineData("sdxl", "lora_te2_text_model_encoder_layers_31_self_attn_q_proj", 1, "text_model.encoder.layers.31.self_attn.q_proj.weight")]
    [InlineData("sdxl", "text_encoder_2.text_model.encoder.layers.31.self_attn.q_proj", 1, "text_model.encoder.layers.31.self_attn.q_proj.weight")]
    public void Find_NameOfATrainer_IsTheModule(string architecture, string name, int component, string weight)
    {
        LoraTarget? target = Targets(architecture).Find(name);

        Assert.Equal((component, weight), (target?.Component, target?.Weight));
    }

    [Theory]
    [InlineData("sd15", "lora_te1_text_model_encoder_layers_0_mlp_fc1")]
    [InlineData("sd15", "lora_unet_down_blocks_0_attentions_0_transformer_blocks_1_attn1_to_q")]
    [InlineData("sd15", "lora_unet_down_blocks_0_attentions_0_norm")]
    [InlineData("sdxl", "lora_te_text_model_encoder_layers_0_mlp_fc1")]
    public void Find_NameOfAnotherModel_IsNone(string architecture, string name) => Assert.Null(Targets(architecture).Find(name));

    public void Dispose() => Directory.Delete(root, recursive: true);

    private LoraTargets Targets(string architecture)
    {
        string folder = Path.Combine(root, architecture);
        ModelArchitecture.All[architecture].Write(folder);
        return new LoraTargets(
            UNetConfig.Load(Path.Combine(folder, "unet", "config.json")),
            [.. Directory.GetDirectories(folder, "text_encoder*").Order(StringComparer.Ordinal).Select(path => ClipTextConfig.Load(Path.Combine(path, "config.json")))]);
    }
}
