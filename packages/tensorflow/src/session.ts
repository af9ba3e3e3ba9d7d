import { type Resource, ResourceBase, Underway, UsageError } from '@dfpir/core'
import type { Pointer } from '@dfpir/wheels'
import { type SessionOptions, sessionConfig } from './config.js'
import { cardOf, type DeviceChoice } from './device.js'
import { type Endpoint, NativeGraph } from './graph.js'
import type { CApi } from './native/c-api.js'
import { withStatus } from './native/status.js'
import { runNative } from './run.js'
import type { TensorValue } from './tensor.js'

export interface RunOptions {
  /** Values by name of a placeholder (or of any output, as `name:index`). */
  readonly feeds?: Readonly<Record<string, TensorValue>>
  /** Outputs to return, by operation name (its first output) or `name:index`. */
  readonly fetches?: readonly string[]
  /** Operations to execute without fetching their outputs. */
  readonly targets?: readonly string[]
}

/** A graph with its variables, ready to run. `dispose` waits for current runs. */
export interface TensorflowSession extends Resource {
  /**
   * Executes everything that the fetches and targets need, on other threads. Several runs may be active at once. Feeds are
   * copied before this returns. Variables keep their values from run to run.
   *
   * @returns the fetched values by the requested names.
   * @throws UsageError for unknown names, mismatched feeds, unassigned variables, and after `dispose`; EnvironmentError if
   * memory runs out.
   */
  run(options: RunOptions): Promise<Record<string, TensorValue>>
}

/** A `TF_Session` and its graph, both freed by `dispose`. */
export class NativeSession extends ResourceBase implements TensorflowSession {
  private readonly runs = new Underway()

  constructor(
    private readonly api: CApi,
    private readonly graph: NativeGraph,
    private readonly session: Pointer,
  ) {
    super()
  }

  async run({ feeds = {}, fetches = [], targets = [] }: RunOptions): Promise<Record<string, TensorValue>> {
    if (this.disposed) throw new UsageError('this session was disposed: runs must start before dispose()')
    if (fetches.length + targets.length === 0) throw new UsageError('a run needs a fetch or a target')
    const inputs = Object.entries(feeds).map(([name, value]) => ({ endpoint: this.graph.feed(name, value), value }))
    const outputs = fetches.map(name => this.graph.fetch(name))
    const operations = targets.map(name => this.graph.target(name))
    const values = await this.runs.track(
      runNative(this.api, { session: this.session, inputs, outputs, targets: operations }),
    )
    return byName(outputs, values)
  }

  protected async free(): Promise<void> {
    await this.runs.ended()
    releaseSession(this.api, this.session)
    this.api.deleteGraph(this.graph.pointer)
  }
}

function byName(outputs: readonly Endpoint[], values: readonly TensorValue[]): Record<string, TensorValue> {
  return Object.fromEntries(outputs.map(({ name }, index) => [name, values[index]]))
}

/**
 * Imports a serialized `GraphDef` and opens a session on it.
 *
 * @throws DataError if the bytes are not a GraphDef or TensorFlow rejects it; UsageError for invalid options.
 */
export function openSession(api: CApi, graphDef: Uint8Array, options: SessionOptions = {}): NativeSession {
  const config = sessionConfig(options)
  const graph = api.newGraph()
  try {
    importGraph(api, graph, graphDef, options.device)
    return new NativeSession(api, new NativeGraph(api, graph), newSession(api, graph, config))
  } catch (error) {
    api.deleteGraph(graph)
    throw error
  }
}

/** Imports a `GraphDef`, with its nodes on the card that `device` names, if it names one. */
export function importGraph(api: CApi, graph: Pointer, graphDef: Uint8Array, device: DeviceChoice = 'auto'): void {
  const [buffer, options] = [api.newBuffer(graphDef, graphDef.length), api.newImportOptions()]
  const card = cardOf(device)
  if (card !== undefined) api.setDefaultDevice(options, `/device:GPU:${card}`)
  try {
    withStatus(api, { what: 'import the graph', blame: 'data' }, status =>
      api.importGraph(graph, buffer, options, status),
    )
  } finally {
    api.deleteImportOptions(options)
    api.deleteBuffer(buffer)
  }
}

/** Opens a `TF_Session` on a graph. */
export function newSession(api: CApi, graph: Pointer, config: Uint8Array): Pointer {
  const options = api.newSessionOptions()
  const activity = { what: 'open a session', blame: 'usage' } as const
  try {
    withStatus(api, activity, status => api.setConfig(options, config, config.length, status))
    return withStatus(api, activity, status => api.newSession(graph, options, status)) ?? 0n
  } finally {
    api.deleteSessionOptions(options)
  }
}

/** Closes and deletes a `TF_Session`. */
export function releaseSession(api: CApi, session: Pointer): void {
  const activity = { what: 'close the session', blame: 'usage' } as const
  withStatus(api, activity, status => api.closeSession(session, status))
  withStatus(api, activity, status => api.deleteSession(session, status))
}
