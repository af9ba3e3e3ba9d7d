import { type Float32Tensor, UsageError } from '@dfpir/core'
import { checkInputs, type InputShapes } from './check-inputs.js'
import type { CompiledGraph } from './engine.js'

type Tensors = Readonly<Record<string, Float32Tensor>>

/** What an engine's own session does; {@link SessionGraph} adds what all engines share. */
export interface EngineSession {
  run(inputs: Tensors): Promise<Tensors>
  release(): Promise<void>
}

/** A compiled graph on an engine's session: checks inputs, refuses runs after disposal, and lets runs end first. */
export class SessionGraph implements CompiledGraph {
  private readonly running = new Set<Promise<Tensors>>()
  private disposed: Promise<void> | undefined

  constructor(
    private readonly shapes: InputShapes,
    private readonly session: EngineSession,
  ) {}

  async run(inputs: Tensors): Promise<Tensors> {
    if (this.disposed) throw new UsageError('this compiled graph was disposed')
    checkInputs(this.shapes, inputs)
    const run = this.session.run(inputs)
    this.running.add(run)
    try {
      return await run
    } finally {
      this.running.delete(run)
    }
  }

  dispose(): Promise<void> {
    this.disposed ??= this.release()
    return this.disposed
  }

  private async release(): Promise<void> {
    await Promise.allSettled(this.running)
    await this.session.release()
  }
}
