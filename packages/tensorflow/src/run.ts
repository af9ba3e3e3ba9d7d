import { NativeWords, type Pointer } from '@dfpir/wheels'
import type { Endpoint } from './graph.js'
import type { CApi, NativeOutput } from './native/c-api.js'
import { throwStatus } from './native/status.js'
import { createTensor, readTensor, type TensorValue } from './tensor.js'

/** A run whose names have been resolved. */
export interface NativeRun {
  readonly session: Pointer
  readonly inputs: readonly { endpoint: Endpoint; value: TensorValue }[]
  readonly outputs: readonly NativeOutput[]
  readonly targets: readonly Pointer[]
}

/** Calls `TF_SessionRun` on another thread. Frees everything that it allocates, even if it fails. */
export async function runNative(api: CApi, run: NativeRun): Promise<TensorValue[]> {
  using call = new RunCall(api, run)
  call.prepare()
  await call.execute()
  return call.results()
}

/**
 * The arguments of one `TF_SessionRun`, in native memory, safe from garbage collection and other threads:
 * [inputs, 2 words each | input tensors | outputs, 2 words each | output tensors | targets].
 */
class RunCall implements Disposable {
  private readonly words: NativeWords
  private readonly status: Pointer
  private readonly inputTensors: number
  private readonly outputs: number
  private readonly outputTensors: number
  private readonly targets: number

  constructor(
    private readonly api: CApi,
    private readonly run: NativeRun,
  ) {
    this.inputTensors = 2 * run.inputs.length
    this.outputs = 3 * run.inputs.length
    this.outputTensors = this.outputs + 2 * run.outputs.length
    this.targets = this.outputs + 3 * run.outputs.length
    this.words = new NativeWords(this.targets + run.targets.length)
    this.status = api.newStatus()
  }

  prepare(): void {
    const { inputs, outputs, targets } = this.run
    for (const [index, { endpoint, value }] of inputs.entries()) {
      this.setOutput(2 * index, endpoint)
      this.words.set(this.inputTensors + index, createTensor(this.api, endpoint.type, value))
    }
    for (const [index, output] of outputs.entries()) this.setOutput(this.outputs + 2 * index, output)
    for (const [index, target] of targets.entries()) this.words.set(this.targets + index, target)
  }

  async execute(): Promise<void> {
    const { session, inputs, outputs, targets } = this.run
    const at = (index: number) => this.words.at(index)
    await new Promise<void>((resolve, reject) => {
      const done = (error: Error | null) => (error ? reject(error) : resolve())
      const fed = [at(0), at(this.inputTensors), inputs.length] as const
      const fetched = [at(this.outputs), at(this.outputTensors), outputs.length] as const
      const rest = [at(this.targets), targets.length, null, this.status] as const
      this.api.run.async(session, null, ...fed, ...fetched, ...rest, done)
    })
    throwStatus(this.api, { what: 'run the graph', blame: 'usage' }, this.status)
  }

  results(): TensorValue[] {
    return this.run.outputs.map((_, index) => readTensor(this.api, this.words.get(this.outputTensors + index)))
  }

  [Symbol.dispose](): void {
    const { inputs, outputs } = this.run
    this.deleteTensors(this.inputTensors, inputs.length)
    this.deleteTensors(this.outputTensors, outputs.length)
    this.api.deleteStatus(this.status)
    this.words.dispose()
  }

  /** A `TF_Output` is a pointer, then a 32-bit index and padding: as a little-endian word, the index itself. */
  private setOutput(word: number, { oper, index }: NativeOutput): void {
    this.words.set(word, oper)
    this.words.set(word + 1, BigInt(index))
  }

  private deleteTensors(start: number, count: number): void {
    for (let index = start; index < start + count; index++) {
      const tensor = this.words.get(index)
      if (tensor !== 0n) this.api.deleteTensor(tensor)
    }
  }
}
