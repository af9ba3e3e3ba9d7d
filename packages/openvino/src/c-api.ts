import { EnvironmentError } from '@dfpir/core'
import type { Pointer } from '@dfpir/wheels'
import koffi, { type LibraryHandle } from 'koffi'

/** An `ov_status_e`: 0 is success. */
export type Status = number

/** An `ov_property_t`. */
export interface NativeProperty {
  readonly key: string
  readonly value: string
}

/** An `ov_shape_t`, passed by value. */
export interface NativeShape {
  readonly rank: number
  readonly dims: Pointer
}

/** The same function on another thread; the callback gets its result. */
type OnThread<Arguments extends unknown[]> = {
  async(...args: [...Arguments, callback: (error: Error | null, status: Status) => void]): void
}

/** The required functions of `openvino/c/openvino.h`. `out` is the address of 8 bytes, or of a struct. */
export interface CApi {
  version(out: Pointer): Status
  freeVersion(version: Pointer): void
  lastError(): string | null
  freeString(text: Pointer): void

  createCore(out: Pointer): Status
  freeCore(core: Pointer): void
  setProperties(core: Pointer, device: string, count: number, properties: readonly NativeProperty[]): Status
  getProperty(core: Pointer, device: string, key: string, out: Pointer): Status

  readModel: OnThread<[core: Pointer, bytes: Uint8Array, length: number, weights: null, out: Pointer]>
  isDynamic(model: Pointer): boolean
  reshape(model: Pointer, names: readonly string[], partialShapes: Pointer, count: number): Status
  freeModel(model: Pointer): void
  compileModel: OnThread<[core: Pointer, model: Pointer, device: string, count: 0, properties: null, out: Pointer]>
  importModel: OnThread<[core: Pointer, bytes: Uint8Array, length: number, device: string, out: Pointer]>
  exportModel: OnThread<[compiled: Pointer, path: string]>
  freeCompiled(compiled: Pointer): void

  inputCount(compiled: Pointer, out: Pointer): Status
  outputCount(compiled: Pointer, out: Pointer): Status
  input(compiled: Pointer, index: number, out: Pointer): Status
  output(compiled: Pointer, index: number, out: Pointer): Status
  portName(port: Pointer, out: Pointer): Status
  portType(port: Pointer, out: Pointer): Status
  portShape(port: Pointer, out: Pointer): Status
  freePartialShape(shape: Pointer): void
  freePort(port: Pointer): void

  createTensor(type: number, shape: NativeShape, out: Pointer): Status
  tensorShape(tensor: Pointer, out: Pointer): Status
  freeShape(shape: Pointer): void
  tensorBytes(tensor: Pointer, out: Pointer): Status
  tensorData(tensor: Pointer, out: Pointer): Status
  freeTensor(tensor: Pointer): void

  createRequest(compiled: Pointer, out: Pointer): Status
  setTensor(request: Pointer, name: string, tensor: Pointer): Status
  getTensor(request: Pointer, name: string, out: Pointer): Status
  infer: OnThread<[request: Pointer]>
  freeRequest(request: Pointer): void
}

/**
 * Declares the functions of a loaded `libopenvino_c`.
 *
 * @throws EnvironmentError if one is missing, as in releases before 2026.4.
 */
export function bindCApi(library: LibraryHandle): CApi {
  try {
    return bind(library)
  } catch (cause) {
    throw new EnvironmentError(`this OpenVINO is too old: ${(cause as Error).message}`, {
      cause,
      hint: 'Use 2026.4 or newer, or unset DFPIR_OPENVINO and run: dfpir setup openvino',
    })
  }
}

function bind(library: LibraryHandle): CApi {
  const address = 'void *'
  const properties = koffi.pointer(koffi.struct({ key: 'str', value: 'str' }))
  const shape = koffi.struct({ rank: 'int64', dims: address })
  type Type = string | typeof shape
  const status = (name: string, ...args: Type[]) => library.func(`ov_${name}`, 'int', args)
  const free = (name: string) => library.func(`ov_${name}`, 'void', [address])
  return {
    version: status('get_openvino_version', address),
    freeVersion: free('version_free'),
    lastError: library.func('ov_get_last_err_msg', 'str', []),
    freeString: free('free'),
    createCore: status('core_create', address),
    freeCore: free('core_free'),
    setProperties: status('core_set_properties', address, 'str', 'size_t', properties),
    getProperty: status('core_get_property', address, 'str', 'str', address),
    readModel: status('core_read_model_from_memory_buffer', address, address, 'size_t', address, address),
    isDynamic: library.func('ov_model_is_dynamic', 'bool', [address]),
    reshape: status('model_reshape', address, koffi.pointer('str'), address, 'size_t'),
    freeModel: free('model_free'),
    compileModel: status('core_compile_model_props', address, address, 'str', 'size_t', properties, address),
    importModel: status('core_import_model', address, address, 'size_t', 'str', address),
    exportModel: status('compiled_model_export_model', address, 'str'),
    freeCompiled: free('compiled_model_free'),
    inputCount: status('compiled_model_inputs_size', address, address),
    outputCount: status('compiled_model_outputs_size', address, address),
    input: status('compiled_model_input_by_index', address, 'size_t', address),
    output: status('compiled_model_output_by_index', address, 'size_t', address),
    portName: status('port_get_any_name', address, address),
    portType: status('port_get_element_type', address, address),
    portShape: status('port_get_partial_shape', address, address),
    freePartialShape: free('partial_shape_free'),
    freePort: free('output_const_port_free'),
    createTensor: status('tensor_create', 'int', shape, address),
    tensorShape: status('tensor_get_shape', address, address),
    freeShape: free('shape_free'),
    tensorBytes: status('tensor_get_byte_size', address, address),
    tensorData: status('tensor_data', address, address),
    freeTensor: free('tensor_free'),
    createRequest: status('compiled_model_create_infer_request', address, address),
    setTensor: status('infer_request_set_tensor', address, 'str', address),
    getTensor: status('infer_request_get_tensor', address, 'str', address),
    infer: status('infer_request_infer', address),
    freeRequest: free('infer_request_free'),
  }
}
