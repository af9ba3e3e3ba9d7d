import { findAddon, findTfjsNode } from '@dfpir/tensorflow/eager'

/** tfjs's eager backend for Node, which trains what cannot be traced. */
export interface EagerReport {
  /** The installed version of `@tensorflow/tfjs-node-gpu`, of which it is built. */
  readonly tfjsNode?: string
  /** The add-on, when it was built for the libtensorflow that is there. */
  readonly path?: string
}

/** Loads nothing. `tensorflow` is the version of the libtensorflow that is there. */
export function inspectEager(tensorflow: string | undefined): EagerReport {
  return {
    tfjsNode: findTfjsNode()?.version,
    path: tensorflow === undefined ? undefined : findAddon(tensorflow),
  }
}
