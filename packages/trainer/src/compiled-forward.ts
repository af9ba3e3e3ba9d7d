import { type Float32Tensor, ResourceBase } from '@dfpir/core'
import { toGraphDef, traceForward } from '@dfpir/graph'
import { applyNetwork, namedWeights, networkInputs } from '@dfpir/model'
import type { SessionOptions, Tensorflow, TensorflowSession, TensorValue } from '@dfpir/tensorflow'
import type * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'

export interface CompiledForwardOptions extends Pick<SessionOptions, 'threads' | 'device' | 'rewrite'> {
  readonly height: number
  readonly width: number
}

/** A network's forward pass on one picture in a libtensorflow session, with replaceable weights. */
export class CompiledForward extends ResourceBase {
  private constructor(
    private readonly session: TensorflowSession,
    private readonly names: readonly string[],
  ) {
    super()
  }

  static compile(tensorflow: Tensorflow, model: tfl.LayersModel, options: CompiledForwardOptions): CompiledForward {
    const { height, width, ...session } = options
    const variables = new Map([...namedWeights(model)].map(([name, weight]) => [name, weight.read() as tf.Variable]))
    const inputs = networkInputs(model, { batch: 1, height, width })
    const graph = traceForward(({ input, prompt }) => ({ output: applyNetwork(model, input, prompt) }), {
      inputs,
      variables,
    })
    return new CompiledForward(tensorflow.createSession(toGraphDef(graph), session), [...variables.keys()])
  }

  /** Sets weights by name. Unknown names in the map are ignored. */
  async assign(weights: ReadonlyMap<string, Float32Tensor>): Promise<void> {
    const feeds = Object.fromEntries(this.names.map(name => [`value/${name}`, weights.get(name) as Float32Tensor]))
    await this.session.run({ feeds, targets: this.names.map(name => `assign/${name}`) })
  }

  /** Runs the network: [1, H, W, 3] → [1, H, W, 3]. */
  async run(input: TensorValue, prompt: TensorValue): Promise<TensorValue> {
    const feeds = { input, ...(prompt.data.length > 0 && { prompt }) }
    return (await this.session.run({ feeds, fetches: ['output'] })).output
  }

  protected free(): Promise<void> {
    return this.session.dispose()
  }
}
