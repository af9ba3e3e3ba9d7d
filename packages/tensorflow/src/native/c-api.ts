import type { Pointer } from '@dfpir/wheels'
import koffi, { type LibraryHandle } from 'koffi'

/** A `TF_Output`: one output of an operation, passed by value. */
export interface NativeOutput {
  readonly oper: Pointer
  readonly index: number
}

/** The functions of `tensorflow/c/c_api.h` that sessions need. The last argument of most is a `TF_Status`. */
export interface CApi {
  version(): string

  newStatus(): Pointer
  deleteStatus(status: Pointer): void
  statusCode(status: Pointer): number
  statusMessage(status: Pointer): string

  allocateTensor(type: number, dimensions: BigInt64Array, rank: number, bytes: number): Pointer | null
  deleteTensor(tensor: Pointer): void
  tensorType(tensor: Pointer): number
  tensorRank(tensor: Pointer): number
  tensorDimension(tensor: Pointer, index: number): number
  tensorBytes(tensor: Pointer): number
  tensorData(tensor: Pointer): Pointer | null

  newBuffer(bytes: Uint8Array, length: number): Pointer
  deleteBuffer(buffer: Pointer): void
  newImportOptions(): Pointer
  deleteImportOptions(options: Pointer): void
  /** Sets the device of nodes that name none. */
  setDefaultDevice(options: Pointer, device: string): void

  newGraph(): Pointer
  deleteGraph(graph: Pointer): void
  importGraph(graph: Pointer, buffer: Pointer, options: Pointer, status: Pointer): void
  operationByName(graph: Pointer, name: string): Pointer | null
  /** Advances `position`, which starts at 0. Returns null at the end. */
  nextOperation(graph: Pointer, position: BigUint64Array): Pointer | null
  operationName(operation: Pointer): string
  operationType(operation: Pointer): string
  outputCount(operation: Pointer): number
  outputType(output: NativeOutput): number
  outputConsumers(output: NativeOutput): number
  /** Returns −1 if the rank is unknown. */
  outputRank(graph: Pointer, output: NativeOutput, status: Pointer): number
  outputShape(graph: Pointer, output: NativeOutput, shape: BigInt64Array, rank: number, status: Pointer): void

  newSessionOptions(): Pointer
  deleteSessionOptions(options: Pointer): void
  setConfig(options: Pointer, config: Uint8Array, length: number, status: Pointer): void
  newSession(graph: Pointer, options: Pointer, status: Pointer): Pointer | null
  closeSession(session: Pointer, status: Pointer): void
  deleteSession(session: Pointer, status: Pointer): void
  run: { async(...args: [...RunArguments, callback: (error: Error | null) => void]): void }

  listDevices(session: Pointer, status: Pointer): Pointer | null
  deviceCount(list: Pointer): number
  deviceName(list: Pointer, index: number, status: Pointer): string
  deviceType(list: Pointer, index: number, status: Pointer): string
  deviceBytes(list: Pointer, index: number, status: Pointer): number
  deleteDeviceList(list: Pointer): void
}

type RunArguments = [
  ...[session: Pointer, runOptions: null],
  ...[inputs: Pointer, inputValues: Pointer, inputCount: number],
  ...[outputs: Pointer, outputValues: Pointer, outputCount: number],
  ...[targets: Pointer, targetCount: number, runMetadata: null, status: Pointer],
]

/** Declares the functions of a loaded libtensorflow. */
export function bindCApi(library: LibraryHandle): CApi {
  const address = 'void *'
  const output = koffi.struct({ oper: address, index: 'int' })
  const bind = (name: string, result: string, ...args: (string | typeof output)[]) =>
    library.func(`TF_${name}`, result, args)
  return {
    version: bind('Version', 'str'),
    newStatus: bind('NewStatus', address),
    deleteStatus: bind('DeleteStatus', 'void', address),
    statusCode: bind('GetCode', 'int', address),
    statusMessage: bind('Message', 'str', address),
    allocateTensor: bind('AllocateTensor', address, 'int', address, 'int', 'size_t'),
    deleteTensor: bind('DeleteTensor', 'void', address),
    tensorType: bind('TensorType', 'int', address),
    tensorRank: bind('NumDims', 'int', address),
    tensorDimension: bind('Dim', 'int64', address, 'int'),
    tensorBytes: bind('TensorByteSize', 'size_t', address),
    tensorData: bind('TensorData', address, address),
    newBuffer: bind('NewBufferFromString', address, address, 'size_t'),
    deleteBuffer: bind('DeleteBuffer', 'void', address),
    newImportOptions: bind('NewImportGraphDefOptions', address),
    deleteImportOptions: bind('DeleteImportGraphDefOptions', 'void', address),
    setDefaultDevice: bind('ImportGraphDefOptionsSetDefaultDevice', 'void', address, 'str'),
    newGraph: bind('NewGraph', address),
    deleteGraph: bind('DeleteGraph', 'void', address),
    importGraph: bind('GraphImportGraphDef', 'void', address, address, address, address),
    operationByName: bind('GraphOperationByName', address, address, 'str'),
    nextOperation: bind('GraphNextOperation', address, address, address),
    operationName: bind('OperationName', 'str', address),
    operationType: bind('OperationOpType', 'str', address),
    outputCount: bind('OperationNumOutputs', 'int', address),
    outputType: bind('OperationOutputType', 'int', output),
    outputConsumers: bind('OperationOutputNumConsumers', 'int', output),
    outputRank: bind('GraphGetTensorNumDims', 'int', address, output, address),
    outputShape: bind('GraphGetTensorShape', 'void', address, output, address, 'int', address),
    newSessionOptions: bind('NewSessionOptions', address),
    deleteSessionOptions: bind('DeleteSessionOptions', 'void', address),
    setConfig: bind('SetConfig', 'void', address, address, 'size_t', address),
    newSession: bind('NewSession', address, address, address, address),
    closeSession: bind('CloseSession', 'void', address, address),
    deleteSession: bind('DeleteSession', 'void', address, address),
    run: bind('SessionRun', 'void', ...sessionRun(address)),
    listDevices: bind('SessionListDevices', address, address, address),
    deviceCount: bind('DeviceListCount', 'int', address),
    deviceName: bind('DeviceListName', 'str', address, 'int', address),
    deviceType: bind('DeviceListType', 'str', address, 'int', address),
    deviceBytes: bind('DeviceListMemoryBytes', 'int64', address, 'int', address),
    deleteDeviceList: bind('DeleteDeviceList', 'void', address),
  }
}

function sessionRun(address: string): string[] {
  const [inputs, outputs, targets] = [
    [address, address, 'int'],
    [address, address, 'int'],
    [address, 'int'],
  ]
  return [address, address, ...inputs, ...outputs, ...targets, address, address]
}
