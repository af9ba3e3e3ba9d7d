import type { PretrainedModel } from '@dfpir/model'

/**
 * A network as an ONNX file (opset 20, float32) for other people's tools: onnxruntime in any language or a browser,
 * OpenVINO, and whatever else reads ONNX. Nothing of this project is needed to run it.
 *
 * | | name | shape | |
 * | --- | --- | --- | --- |
 * | input | `image` | [batch, 3, height, width] | RGB in 0 … 1; any batch, height and width from 1 up |
 * | input | `prompt` | [batch, promptSize] | an embedding per picture; not of networks without prompts |
 * | output | `restored` | [batch, 3, height, width] | not clipped |
 *
 * Sides that are no multiples of what the network needs (8 for DFPIR) are padded by reflection on the right and below, and cropped, in the graph, as
 * `forward` does outside.
 *
 * The file can be read back as a model. Its initializers include every weight under its published name and in
 * PyTorch's layout (`encoder_level1.0.attn.qkv.weight` [O, I, kh, kw]); the other ones, `c0`, `c1`, …, belong to the
 * operations. Its `metadata_props` are `dfpir`, the JSON that is in a `config.json` (architecture, config, prompts,
 * metadata), and for each prompt `prompts.<name>`: its embedding as base64 of little-endian float32 numbers.
 * Embeddings are no initializers because engines warn of those that no operation reads.
 *
 * @throws DataError when the weights do not fit the configuration
 */
export async function exportOnnx(pretrained: PretrainedModel): Promise<Uint8Array> {
  const { onnxModel } = await import('./onnx-model.js') // brings tfjs
  return onnxModel(pretrained)
}
