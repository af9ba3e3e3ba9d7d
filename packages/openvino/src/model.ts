import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Float32Tensor, UsageError } from '@dfpir/core'
import type { Pointer } from '@dfpir/wheels'
import type { CApi } from './c-api.js'
import { checkInputs } from './check-inputs.js'
import { type Port, readPorts } from './ports.js'
import { runNative } from './run.js'
import { onThread } from './status.js'

type Tensors = Readonly<Record<string, Float32Tensor>>

/** A compiled model, ready to run. It holds native memory until it is disposed. */
export class OpenvinoModel {
  readonly inputs: readonly Port[]
  readonly outputs: readonly Port[]
  private readonly working = new Set<Promise<unknown>>()
  private disposed: Promise<void> | undefined

  /** Takes over both handles. Use `compileModel` or `importModel` of `Openvino`. */
  constructor(
    private readonly api: CApi,
    private readonly core: Pointer,
    private readonly compiled: Pointer,
  ) {
    this.inputs = readPorts(api, compiled, 'input')
    this.outputs = readPorts(api, compiled, 'output')
  }

  /**
   * Runs the model off the JavaScript thread; inputs are copied before this returns. Several runs may be under way: they
   * are worked on one after the other.
   *
   * @throws UsageError for a missing, unknown or misshaped input and after `dispose`; EnvironmentError when memory runs
   * out.
   */
  async run(inputs: Tensors): Promise<Tensors> {
    this.requireAlive()
    checkInputs(this.inputs, inputs)
    const { api, compiled } = this
    return await this.track(runNative(api, { compiled, inputs, outputs: this.outputs.map(({ name }) => name) }))
  }

  /**
   * The compiled model as bytes for `importModel`: optimised for this OpenVINO and a processor with these features.
   *
   * @throws UsageError after `dispose`, EnvironmentError when a temporary file cannot be written.
   */
  async export(): Promise<Uint8Array> {
    this.requireAlive()
    return await this.track(this.exportThroughFile())
  }

  /** Lets runs under way end, then frees the native memory. A second call does nothing. */
  dispose(): Promise<void> {
    this.disposed ??= this.release()
    return this.disposed
  }

  private async exportThroughFile(): Promise<Uint8Array> {
    const folder = await mkdtemp(join(tmpdir(), 'dfpir-openvino-'))
    try {
      const path = join(folder, 'model')
      const activity = { what: 'export the model', blame: 'environment' } as const
      await onThread(this.api, activity, done => this.api.exportModel.async(this.compiled, path, done))
      return await readFile(path)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  private requireAlive(): void {
    if (this.disposed) throw new UsageError('this model was disposed')
  }

  private async track<T>(work: Promise<T>): Promise<T> {
    this.working.add(work)
    try {
      return await work
    } finally {
      this.working.delete(work)
    }
  }

  private async release(): Promise<void> {
    await Promise.allSettled(this.working)
    this.api.freeCompiled(this.compiled)
    this.api.freeCore(this.core)
  }
}
