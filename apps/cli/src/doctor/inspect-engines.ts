import { DfpirError } from '@dfpir/core'
import { type EngineName, listEngines, type Precision } from '@dfpir/engines'

/** An engine that restores pictures. */
export interface EngineReport {
  readonly name: EngineName
  readonly precisions: readonly Precision[]
  readonly found: boolean
  readonly version?: string
  readonly detail?: string
  /** Why the search failed; not set if the engine is merely absent. */
  readonly error?: string
}

export async function inspectEngines(): Promise<EngineReport[]> {
  return await Promise.all(
    listEngines().map(async ({ name, precisions, find }) => {
      try {
        const found = await find()
        return { name, precisions, found: found !== undefined, ...found }
      } catch (error) {
        if (!DfpirError.isInstance(error)) throw error
        return { name, precisions, found: false, error: error.message }
      }
    }),
  )
}
