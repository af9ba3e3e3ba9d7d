import type { PretrainedModel } from '@dfpir/model'

/**
 * Exports a network as an ONNX file (opset 20, float32) for other tools: onnxruntime in any language or a browser,
 * OpenVINO, and anything else that reads ONNX. Running it does not need dfpir.
 *
 * | | name | shape | |
 * | --- | --- | --- | --- |
 * | input | `image` | [batch, 3, height, width] | RGB, 0 to 1; any batch, height and width from 1 up |
 * | input | `prompt` | [batch, promptSize] | an embedding per picture; absent for networks without prompts |
 * | output | `restored` | [batch, 3, height, width] | not clipped |
 *
 * The graph pads sides on the right and below to multiples of what the network needs (8 for DFPIR), by reflection or as
 * the network's published code does, and crops the result, as `forward` does outside the graph.
 *
 * The file can be read back as a model. Its initializers include every weight under its published name and in
 * PyTorch's layout (`encoder_level1.0.attn.qkv.weight` [O, I, kh, kw]); the others, `c0`, `c1`, …, belong to the
 * operations. Its `metadata_props` are `dfpir`, with the JSON of a `config.json` (architecture, config, prompts,
 * metadata), and for each prompt `prompts.<name>`, with its embedding as base64 of little-endian float32 numbers.
 * Embeddings are not initializers because engines warn about initializers that no operation reads.
 *
 * @throws DataError if the weights do not fit the configuration
 */
export async function exportOnnx(pretrained: PretrainedModel): Promise<Uint8Array> {
  const { onnxModel } = await import('./onnx-model.js') // brings tfjs
  return onnxModel(pretrained)
}
