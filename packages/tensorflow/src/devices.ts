import type { Pointer } from '@dfpir/wheels'
import { sessionConfig } from './config.js'
import type { CApi } from './native/c-api.js'
import { withStatus } from './native/status.js'
import { newSession, releaseSession } from './session.js'

/** A device that TensorFlow can use. */
export interface TensorflowDevice {
  /** Its name, such as `/job:localhost/replica:0/task:0/device:CPU:0`. */
  readonly name: string
  /** Its type, such as `CPU` or `GPU`. */
  readonly type: string
  /** Memory that TensorFlow would use on it; not meaningful for a CPU. */
  readonly memoryBytes: number
}

/** Lists TensorFlow's devices through a session on an empty graph. */
export function listDevices(api: CApi): TensorflowDevice[] {
  const graph = api.newGraph()
  try {
    const session = newSession(api, graph, sessionConfig())
    try {
      return readDevices(api, session)
    } finally {
      releaseSession(api, session)
    }
  } finally {
    api.deleteGraph(graph)
  }
}

function readDevices(api: CApi, session: Pointer): TensorflowDevice[] {
  const activity = { what: 'list the devices', blame: 'usage' } as const
  const list = withStatus(api, activity, status => api.listDevices(session, status))
  if (list === null) return []
  try {
    return Array.from({ length: api.deviceCount(list) }, (_, index) => ({
      name: withStatus(api, activity, status => api.deviceName(list, index, status)),
      type: withStatus(api, activity, status => api.deviceType(list, index, status)),
      memoryBytes: Number(withStatus(api, activity, status => api.deviceBytes(list, index, status))),
    }))
  } finally {
    api.deleteDeviceList(list)
  }
}
