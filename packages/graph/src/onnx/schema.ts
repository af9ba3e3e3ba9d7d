import { type INamespace, Root, Writer } from 'protobufjs/light.js'

const packedNever = { packed: false }

/** The messages of ONNX (onnx.proto3, IR version 9) that an exported graph is made of. */
const descriptor: INamespace = {
  nested: {
    ModelProto: {
      fields: {
        irVersion: { id: 1, type: 'int64' },
        producerName: { id: 2, type: 'string' },
        producerVersion: { id: 3, type: 'string' },
        graph: { id: 7, type: 'GraphProto' },
        opsetImport: { id: 8, type: 'OperatorSetIdProto', rule: 'repeated' },
        metadataProps: { id: 14, type: 'StringStringEntryProto', rule: 'repeated' },
      },
    },
    StringStringEntryProto: { fields: { key: { id: 1, type: 'string' }, value: { id: 2, type: 'string' } } },
    OperatorSetIdProto: { fields: { domain: { id: 1, type: 'string' }, version: { id: 2, type: 'int64' } } },
    GraphProto: {
      fields: {
        node: { id: 1, type: 'NodeProto', rule: 'repeated' },
        name: { id: 2, type: 'string' },
        initializer: { id: 5, type: 'TensorProto', rule: 'repeated' },
        input: { id: 11, type: 'ValueInfoProto', rule: 'repeated' },
        output: { id: 12, type: 'ValueInfoProto', rule: 'repeated' },
      },
    },
    NodeProto: {
      fields: {
        input: { id: 1, type: 'string', rule: 'repeated' },
        output: { id: 2, type: 'string', rule: 'repeated' },
        name: { id: 3, type: 'string' },
        opType: { id: 4, type: 'string' },
        attribute: { id: 5, type: 'AttributeProto', rule: 'repeated' },
      },
    },
    AttributeProto: {
      fields: {
        name: { id: 1, type: 'string' },
        f: { id: 2, type: 'float' },
        i: { id: 3, type: 'int64' },
        s: { id: 4, type: 'bytes' },
        ints: { id: 8, type: 'int64', rule: 'repeated', options: packedNever },
        type: { id: 20, type: 'int32' },
      },
    },
    TensorProto: {
      fields: {
        dims: { id: 1, type: 'int64', rule: 'repeated', options: packedNever },
        dataType: { id: 2, type: 'int32' },
        name: { id: 8, type: 'string' },
        rawData: { id: 9, type: 'bytes' },
      },
    },
    ValueInfoProto: { fields: { name: { id: 1, type: 'string' }, type: { id: 2, type: 'TypeProto' } } },
    TypeProto: { fields: { tensorType: { id: 1, type: 'TensorTypeProto' } } },
    TensorTypeProto: { fields: { elemType: { id: 1, type: 'int32' }, shape: { id: 2, type: 'TensorShapeProto' } } },
    TensorShapeProto: { fields: { dim: { id: 1, type: 'DimensionProto', rule: 'repeated' } } },
    DimensionProto: { fields: { dimValue: { id: 1, type: 'int64' }, dimParam: { id: 2, type: 'string' } } },
  },
}

/** The messages of an ONNX file. */
export const messages = Root.fromJSON(descriptor)

/** `TensorProto.DataType`. */
export const tensorType = { float32: 1, int32: 6, int64: 7, bool: 9 } as const

export type OnnxDType = keyof typeof tensorType

/** `AttributeProto` with its type tag (FLOAT 1, INT 2, STRING 3, INTS 7). */
export interface OnnxAttribute {
  readonly name: string
  readonly type: 1 | 2 | 3 | 7
  readonly f?: number
  readonly i?: number
  readonly s?: Uint8Array
  readonly ints?: readonly number[]
}

export interface OnnxNode {
  readonly name: string
  readonly opType: string
  readonly input: readonly string[]
  readonly output: readonly string[]
  readonly attribute: readonly OnnxAttribute[]
}

export interface OnnxTensor {
  readonly name: string
  readonly dataType: number
  readonly dims: readonly number[]
  /** Little-endian elements, row-major. */
  readonly rawData: Uint8Array
}

export interface OnnxValueInfo {
  readonly name: string
  readonly dtype: OnnxDType
  /** The shape; a free dimension has a name instead of a number. */
  readonly shape: readonly (number | string)[]
}

/** Metadata of an ONNX file. */
export interface OnnxAbout {
  /** Texts by name: the file's `metadata_props`. */
  readonly metadata?: Readonly<Record<string, string>>
  /**
   * The program that wrote the file.
   *
   * @default the name `dfpir`, without a version
   */
  readonly producer?: { readonly name: string; readonly version?: string }
}

/** Everything in an ONNX file of this package. */
export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[]
  readonly initializers: readonly OnnxTensor[]
  readonly inputs: readonly OnnxValueInfo[]
  readonly outputs: readonly OnnxValueInfo[]
}

/** Opset 20 is the first with Gelu and came with IR version 9. */
const opset = 20
const irVersion = 9

function valueInfo({ name, dtype, shape }: OnnxValueInfo) {
  const dim = shape.map(size => (typeof size === 'string' ? { dimParam: size } : { dimValue: size }))
  return { name, type: { tensorType: { elemType: tensorType[dtype], shape: { dim } } } }
}

function encode(type: string, message: object): Uint8Array {
  return messages.lookupType(type).encode(message).finish()
}

/** Returns the header of a field: its number and byte count. */
function fieldHeader(type: string, field: string, length: number): Uint8Array {
  const lengthDelimited = 2
  return Writer.create()
    .uint32((messages.lookupType(type).fields[field].id << 3) | lengthDelimited)
    .uint32(length)
    .finish()
}

const totalLength = (parts: readonly Uint8Array[]) => parts.reduce((sum, { length }) => sum + length, 0)

/** Returns a field whose message is given in parts. */
function field(type: string, name: string, parts: readonly Uint8Array[]): Uint8Array[] {
  return [fieldHeader(type, name, totalLength(parts)), ...parts]
}

/** Returns an initializer in parts, without copying its elements. */
function initializerParts({ rawData, ...rest }: OnnxTensor): Uint8Array[] {
  const tensor = [encode('TensorProto', rest), ...field('TensorProto', 'rawData', [rawData])]
  return field('GraphProto', 'initializer', tensor)
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(totalLength(parts))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** Encodes an ONNX file with IR version 9 and opset 20 of the default domain. Constants are copied once. */
export function encodeModel(
  { nodes, initializers, inputs, outputs }: OnnxGraph,
  { metadata = {}, producer = { name: 'dfpir' } }: OnnxAbout = {},
): Uint8Array {
  const rest = { name: 'graph', node: nodes, input: inputs.map(valueInfo), output: outputs.map(valueInfo) }
  const graph = [encode('GraphProto', rest), ...initializers.flatMap(initializerParts)]
  const opsetImport = [{ domain: '', version: opset }]
  const metadataProps = Object.entries(metadata).map(([key, value]) => ({ key, value }))
  const { name: producerName, version: producerVersion } = producer
  const header = encode('ModelProto', { irVersion, producerName, producerVersion, opsetImport, metadataProps })
  return concatenate([header, ...field('ModelProto', 'graph', graph)])
}
