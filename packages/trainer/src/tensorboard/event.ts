import protobuf from 'protobufjs/light.js'

/** The messages of TensorBoard's event files that dfpir writes (tensorboard/compat/proto/{event,summary}.proto). */
const descriptor = {
  nested: {
    Event: {
      fields: {
        wallTime: { type: 'double', id: 1 },
        step: { type: 'int64', id: 2 },
        fileVersion: { type: 'string', id: 3 },
        summary: { type: 'Summary', id: 5 },
        sessionLog: { type: 'SessionLog', id: 7 },
      },
    },
    SessionLog: { fields: { status: { type: 'int32', id: 1 } } },
    Summary: { fields: { value: { rule: 'repeated', type: 'Value', id: 1 } } },
    Value: {
      oneofs: { kind: { oneof: ['simpleValue', 'image'] } },
      fields: {
        tag: { type: 'string', id: 1 },
        simpleValue: { type: 'float', id: 2 },
        image: { type: 'Image', id: 4 },
      },
    },
    Image: {
      fields: {
        height: { type: 'int32', id: 1 },
        width: { type: 'int32', id: 2 },
        colorspace: { type: 'int32', id: 3 },
        encodedImageString: { type: 'bytes', id: 4 },
      },
    },
  },
}

/** Encodes and decodes records. */
export const eventType = protobuf.Root.fromJSON(descriptor).lookupType('Event')

export interface EventImage {
  readonly height: number
  readonly width: number
  /** The number of channels: 3 for RGB. */
  readonly colorspace: number
  /** A PNG file. */
  readonly encodedImageString: Uint8Array
}

/** A record in an event file. */
export interface TensorBoardEvent {
  /** Seconds since 1970. */
  readonly wallTime: number
  readonly step: number
  readonly fileVersion?: string
  readonly sessionLog?: { readonly status: number }
  readonly summary?: {
    readonly value: readonly { readonly tag: string; readonly simpleValue?: number; readonly image?: EventImage }[]
  }
}

export function encodeEvent(event: TensorBoardEvent): Uint8Array {
  return eventType.encode(event).finish()
}
