import {
  type Installation,
  type InstallOptions,
  installLibrary,
  loadLibraries,
  NativeWords,
  type Pointer,
} from '@dfpir/wheels'
import koffi from 'koffi'
import { bindCApi, type CApi } from './c-api.js'
import { libopenvino } from './libopenvino.js'
import { type ModelHandles, OpenvinoModel } from './model.js'
import { modelProperties, type OpenvinoOptions } from './options.js'
import { ShapeCheck } from './shape-check.js'
import { check, take, takeOnThread } from './status.js'
import { unpackModel } from './stored-model.js'

const device = 'CPU'
const starting = { what: 'start OpenVINO', blame: 'environment' } as const

/** What opening a model yields, except for the core. */
type Opened = Omit<ModelHandles, 'core'>

/** A loaded OpenVINO. */
export class Openvino {
  /** Bytes that other threads read, by core, kept from garbage collection. */
  private readonly reading = new Map<Pointer, Uint8Array>()

  /** Use {@link loadOpenvino} instead. */
  constructor(
    private readonly api: CApi,
    readonly installation: Installation,
  ) {}

  /** OpenVINO's own version, such as 2026.4.0. */
  get version(): string {
    using words = new NativeWords(2) // ov_version_t: build number and description
    check(this.api, starting, this.api.version(words.address))
    const build: string = koffi.decode(words.get(0), 'char', -1)
    this.api.freeVersion(words.address)
    return build.split('-')[0]
  }

  /** Returns the processor's name and precisions: `{ name: 'Xeon …', capabilities: ['FP32', 'BF16', …] }`. */
  processor(): { name: string; capabilities: string[] } {
    const core = take(this.api, starting, out => this.api.createCore(out))
    try {
      const capabilities = this.property(core, 'OPTIMIZATION_CAPABILITIES').split(' ')
      return { name: this.property(core, 'FULL_DEVICE_NAME').trim(), capabilities }
    } finally {
      this.api.freeCore(core)
    }
  }

  /**
   * Compiles an ONNX model for the processor, off the JavaScript thread. A model with free extents keeps the bytes, to check
   * the shapes of its inputs, so they must not change while it lives.
   *
   * @throws DataError if OpenVINO cannot read or compile it; UsageError for invalid options.
   */
  compileModel(onnx: Uint8Array, options: OpenvinoOptions = {}): Promise<OpenvinoModel> {
    const activity = { what: 'compile the model', blame: 'data' } as const
    return this.open(onnx, options, async core => {
      const model = await this.read(core, onnx)
      const shapes = this.api.isDynamic(model) ? new ShapeCheck(this.api, model, onnx) : undefined
      try {
        const compiled = await takeOnThread(this.api, activity, (out, done) =>
          this.api.compileModel.async(core, model, device, 0, null, out, done),
        )
        if (!shapes) this.api.freeModel(model)
        return { compiled, shapes }
      } catch (error) {
        this.api.freeModel(model)
        throw error
      }
    })
  }

  /**
   * Loads the bytes of `OpenvinoModel.export`, in a fraction of the compile time. The options must be the same. The model
   * keeps the bytes and reads them in every run, so they must not change while it lives.
   *
   * @throws DataError if the bytes are damaged or were written by another version of OpenVINO.
   */
  importModel(exported: Uint8Array, options: OpenvinoOptions = {}): Promise<OpenvinoModel> {
    const activity = { what: 'load the stored model', blame: 'data' } as const
    const { bytes, onnx } = unpackModel(exported)
    return this.open(exported, options, async core => {
      const compiled = await takeOnThread(this.api, activity, (out, done) =>
        this.api.importModel.async(core, bytes, bytes.length, device, out, done),
      )
      try {
        const shapes = onnx && new ShapeCheck(this.api, await this.read(core, onnx), onnx)
        return { compiled, shapes, bytes }
      } catch (error) {
        this.api.freeCompiled(compiled)
        throw error
      }
    })
  }

  /** Creates a core for each model, since a stored model takes its options from the core. */
  private async open(
    bytes: Uint8Array,
    options: OpenvinoOptions,
    compile: (core: Pointer) => Promise<Opened>,
  ): Promise<OpenvinoModel> {
    const properties = modelProperties(options)
    const { api } = this
    const core = take(api, starting, out => api.createCore(out))
    let opened: Opened | undefined
    this.reading.set(core, bytes)
    try {
      check(api, starting, api.setProperties(core, device, properties.length, properties))
      opened = await compile(core)
      return new OpenvinoModel(api, { core, ...opened })
    } catch (error) {
      opened?.shapes?.free()
      if (opened) api.freeCompiled(opened.compiled)
      api.freeCore(core)
      throw error
    } finally {
      this.reading.delete(core)
    }
  }

  private read(core: Pointer, onnx: Uint8Array): Promise<Pointer> {
    const activity = { what: 'read the model', blame: 'data' } as const
    return takeOnThread(this.api, activity, (out, done) =>
      this.api.readModel.async(core, onnx, onnx.length, null, out, done),
    )
  }

  private property(core: Pointer, key: string): string {
    const address = take(this.api, starting, out => this.api.getProperty(core, device, key, out))
    const value: string = koffi.decode(address, 'char', -1)
    this.api.freeString(address)
    return value
  }
}

let loading: Promise<Openvino> | undefined

/**
 * Loads OpenVINO once per process, and downloads it first (60 MB) if it is not installed. A failed call can be repeated.
 *
 * @throws EnvironmentError if it cannot be downloaded or loaded.
 */
export function loadOpenvino(options: InstallOptions = {}): Promise<Openvino> {
  loading ??= load(options).catch(error => {
    loading = undefined
    throw error
  })
  return loading
}

async function load(options: InstallOptions): Promise<Openvino> {
  const installation = await installLibrary(libopenvino, options)
  const [library] = loadLibraries(libopenvino, installation)
  return new Openvino(bindCApi(library), installation)
}
