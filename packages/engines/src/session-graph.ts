import { type Float32Tensor, ResourceBase, Underway, UsageError } from '@dfpir/core'
import { checkInputs, type InputShapes } from './check-inputs.js'
import type { CompiledGraph } from './engine.js'

type Tensors = Readonly<Record<string, Float32Tensor>>

/** An engine's native session. {@link SessionGraph} adds the parts that all engines share. */
export interface EngineSession {
  run(inputs: Tensors): Promise<Tensors>
  dispose(): Promise<void>
}

/** A compiled graph on an engine's session. Checks inputs, refuses runs after disposal, and waits for current runs. */
export class SessionGraph extends ResourceBase implements CompiledGraph {
  private readonly runs = new Underway()

  constructor(
    private readonly shapes: InputShapes,
    private readonly session: EngineSession,
  ) {
    super()
  }

  async run(inputs: Tensors): Promise<Tensors> {
    if (this.disposed) throw new UsageError('this compiled graph was disposed')
    checkInputs(this.shapes, inputs)
    return await this.runs.track(this.session.run(inputs))
  }

  protected async free(): Promise<void> {
    await this.runs.ended()
    await this.session.dispose()
  }
}
