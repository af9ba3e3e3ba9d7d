import protobuf from 'protobufjs/light.js'

/**
 * The messages of TensorFlow's GraphDef that this package writes, with the field numbers of
 * tensorflow/core/framework/{graph,node_def,attr_value,tensor,tensor_shape,versions}.proto.
 */
const descriptor = {
  nested: {
    GraphDef: {
      fields: {
        node: { rule: 'repeated', type: 'NodeDef', id: 1 },
        versions: { type: 'VersionDef', id: 4 },
      },
    },
    VersionDef: {
      fields: { producer: { type: 'int32', id: 1 }, minConsumer: { type: 'int32', id: 2 } },
    },
    NodeDef: {
      fields: {
        name: { type: 'string', id: 1 },
        op: { type: 'string', id: 2 },
        input: { rule: 'repeated', type: 'string', id: 3 },
        device: { type: 'string', id: 4 },
        attr: { keyType: 'string', type: 'AttrValue', id: 5 },
      },
    },
    AttrValue: {
      oneofs: { value: { oneof: ['list', 's', 'i', 'f', 'b', 'type', 'shape', 'tensor'] } },
      fields: {
        list: { type: 'ListValue', id: 1 },
        s: { type: 'bytes', id: 2 },
        i: { type: 'int64', id: 3 },
        f: { type: 'float', id: 4 },
        b: { type: 'bool', id: 5 },
        type: { type: 'int32', id: 6 },
        shape: { type: 'TensorShape', id: 7 },
        tensor: { type: 'Tensor', id: 8 },
      },
    },
    ListValue: {
      fields: { i: { rule: 'repeated', type: 'int64', id: 3, options: { packed: true } } },
    },
    TensorShape: { fields: { dim: { rule: 'repeated', type: 'Dimension', id: 2 } } },
    Dimension: { fields: { size: { type: 'int64', id: 1 } } },
    Tensor: {
      fields: {
        dtype: { type: 'int32', id: 1 },
        tensorShape: { type: 'TensorShape', id: 2 },
        tensorContent: { type: 'bytes', id: 4 },
        floatVal: { rule: 'repeated', type: 'float', id: 5, options: { packed: true } },
        intVal: { rule: 'repeated', type: 'int32', id: 7, options: { packed: true } },
        boolVal: { rule: 'repeated', type: 'bool', id: 11, options: { packed: true } },
      },
    },
  },
}

const graphDef = protobuf.Root.fromJSON(descriptor).lookupType('GraphDef')

/** An operation of a GraphDef. Inputs are names of nodes, `name:index` for other outputs, `^name` to wait for one. */
export interface NodeDef {
  readonly name: string
  readonly op: string
  readonly input: readonly string[]
  readonly attr: Readonly<Record<string, AttrValue>>
}

/** The value of an attribute; see the functions in attr-value.ts. */
export interface AttrValue {
  readonly list?: { readonly i: readonly number[] }
  readonly s?: Uint8Array
  readonly i?: number
  readonly f?: number
  readonly b?: boolean
  readonly type?: number
  readonly shape?: TensorShape
  readonly tensor?: TensorDef
}

export interface TensorShape {
  readonly dim: readonly { readonly size: number }[]
}

/** Elements as bytes, or a single element that is repeated over the shape. */
export interface TensorDef {
  readonly dtype: number
  readonly tensorShape: TensorShape
  readonly tensorContent?: Uint8Array
  readonly floatVal?: readonly number[]
  readonly intVal?: readonly number[]
  readonly boolVal?: readonly boolean[]
}

/**
 * The written version of the GraphDef format, which TensorFlow has accepted since 2018. The consumer must be at least 12,
 * the first that supports resource variables in this form.
 */
const versions = { producer: 1800, minConsumer: 12 }

/** Encodes a graph. The bytes of constants are copied once, into the result. */
export function encodeGraphDef(node: readonly NodeDef[]): Uint8Array {
  return graphDef.encode({ node, versions }).finish()
}
