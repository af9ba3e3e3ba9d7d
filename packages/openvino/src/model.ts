import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DataError, type Float32Tensor, ResourceBase, Underway, UsageError } from '@dfpir/core'
import type { Pointer } from '@dfpir/wheels'
import type { CApi } from './c-api.js'
import { checkPortInputs } from './check-inputs.js'
import { type Port, readPorts } from './ports.js'
import { runNative } from './run.js'
import type { ShapeCheck } from './shape-check.js'
import { onThread } from './status.js'
import { packModel } from './stored-model.js'

type Tensors = Readonly<Record<string, Float32Tensor>>

/** Native resources of a model until it is disposed. */
export interface ModelHandles {
  readonly core: Pointer
  readonly compiled: Pointer
  /** For a model with free extents. */
  readonly shapes?: ShapeCheck
  /** The bytes of an imported model, from which OpenVINO reads constants in every run. */
  readonly bytes?: Uint8Array
}

/** A compiled model, ready to run. It holds native memory until it is disposed. */
export class OpenvinoModel extends ResourceBase {
  readonly inputs: readonly Port[]
  readonly outputs: readonly Port[]
  private readonly work = new Underway()

  /**
   * Takes ownership of the handles. Use `compileModel` or `importModel` of `Openvino` instead.
   *
   * @throws DataError if the model has inputs or outputs that cannot be used, or free extents and nothing to check them.
   */
  constructor(
    private readonly api: CApi,
    private handles: ModelHandles | undefined,
  ) {
    super()
    const { compiled, shapes } = this.alive()
    this.inputs = readPorts(api, compiled, 'input')
    this.outputs = readPorts(api, compiled, 'output')
    if (shapes || !this.inputs.some(({ shape }) => shape.includes(-1))) return
    throw new DataError('the stored model has free extents, but not the ONNX model to check them with', {
      hint: 'It is damaged, or an earlier release wrote it: compile and export the model again.',
    })
  }

  /**
   * Runs the model off the JavaScript thread. Inputs are copied before this returns. Several runs may be pending; they are
   * executed one after the other.
   *
   * @throws UsageError for a missing, unknown or misshaped input, for inputs that do not fit each other, and after
   * `dispose`; EnvironmentError if memory runs out.
   */
  async run(inputs: Tensors): Promise<Tensors> {
    const { compiled, shapes } = this.alive()
    checkPortInputs(this.inputs, inputs)
    shapes?.check(inputs)
    const outputs = this.outputs.map(({ name }) => name)
    return await this.work.track(runNative(this.api, { compiled, inputs, outputs }))
  }

  /**
   * Exports the compiled model as bytes for `importModel`, optimised for this OpenVINO and a processor with these features.
   * If it has free extents, the bytes include the ONNX model.
   *
   * @throws UsageError after `dispose`, EnvironmentError if a temporary file cannot be written.
   */
  async export(): Promise<Uint8Array> {
    const { compiled, shapes } = this.alive()
    const exported = await this.work.track(this.exportThroughFile(compiled))
    return shapes ? packModel(exported, shapes.onnx) : exported
  }

  private async exportThroughFile(compiled: Pointer): Promise<Uint8Array> {
    const folder = await mkdtemp(join(tmpdir(), 'dfpir-openvino-'))
    try {
      const path = join(folder, 'model')
      const activity = { what: 'export the model', blame: 'environment' } as const
      await onThread(this.api, activity, done => this.api.exportModel.async(compiled, path, done))
      return await readFile(path)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  private alive(): ModelHandles {
    if (this.disposed || !this.handles) throw new UsageError('this model was disposed')
    return this.handles
  }

  protected async free(): Promise<void> {
    const { core, compiled, shapes } = this.alive()
    await this.work.ended()
    shapes?.free()
    this.api.freeCompiled(compiled)
    this.api.freeCore(core)
    this.handles = undefined
  }
}
