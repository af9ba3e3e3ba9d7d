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
import { OpenvinoModel } from './model.js'
import { modelProperties, type OpenvinoOptions } from './options.js'
import { check, take, takeOnThread } from './status.js'

const device = 'CPU'
const starting = { what: 'start OpenVINO', blame: 'environment' } as const

/** The bytes of a model, and whether it reads them as long as it lives. */
interface ModelBytes {
  readonly bytes: Uint8Array
  readonly keeps: boolean
}

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
   * Compiles an ONNX model for the processor, off the JavaScript thread.
   *
   * @throws DataError if OpenVINO cannot read or compile it; UsageError for invalid options.
   */
  compileModel(onnx: Uint8Array, options: OpenvinoOptions = {}): Promise<OpenvinoModel> {
    return this.open({ bytes: onnx, keeps: false }, options, core => this.readAndCompile(core, onnx))
  }

  /**
   * Loads the bytes of `OpenvinoModel.export`, in a fraction of the compile time. The options must be the same. The model
   * keeps the bytes and reads them in every run, so they must not change while it lives.
   *
   * @throws DataError if the bytes are damaged or were written by another version of OpenVINO.
   */
  importModel(exported: Uint8Array, options: OpenvinoOptions = {}): Promise<OpenvinoModel> {
    const activity = { what: 'load the stored model', blame: 'data' } as const
    return this.open({ bytes: exported, keeps: true }, options, core =>
      takeOnThread(this.api, activity, (out, done) =>
        this.api.importModel.async(core, exported, exported.length, device, out, done),
      ),
    )
  }

  /** Creates a core for each model, since a stored model takes its options from the core. */
  private async open(
    { bytes, keeps }: ModelBytes,
    options: OpenvinoOptions,
    compile: (core: Pointer) => Promise<Pointer>,
  ): Promise<OpenvinoModel> {
    const properties = modelProperties(options)
    const { api } = this
    const core = take(api, starting, out => api.createCore(out))
    let compiled: Pointer | undefined
    this.reading.set(core, bytes)
    try {
      check(api, starting, api.setProperties(core, device, properties.length, properties))
      compiled = await compile(core)
      return new OpenvinoModel(api, { core, compiled, ...(keeps ? { bytes } : {}) })
    } catch (error) {
      if (compiled !== undefined) api.freeCompiled(compiled)
      api.freeCore(core)
      throw error
    } finally {
      this.reading.delete(core)
    }
  }

  private async readAndCompile(core: Pointer, onnx: Uint8Array): Promise<Pointer> {
    const { api } = this
    const reading = { what: 'read the model', blame: 'data' } as const
    const model = await takeOnThread(api, reading, (out, done) =>
      api.readModel.async(core, onnx, onnx.length, null, out, done),
    )
    try {
      const compiling = { what: 'compile the model', blame: 'data' } as const
      return await takeOnThread(api, compiling, (out, done) =>
        api.compileModel.async(core, model, device, 0, null, out, done),
      )
    } finally {
      api.freeModel(model)
    }
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
