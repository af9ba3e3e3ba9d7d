import type { PickleTuple, PickleValue } from './pickle-values.js'

/** What a pickle may name: never code of the file's own, always one of a short list that this package defines. */
export interface PickleGlobalOptions {
  /** What `REDUCE` makes of the arguments; calling is refused when left out. */
  readonly call?: (args: readonly PickleValue[], at: number) => PickleValue
  /** What `NEWOBJ` makes without arguments; refused when left out. */
  readonly create?: (at: number) => PickleValue
}

/** A name that a pickle may use, such as `collections.OrderedDict`. */
export class PickleGlobal {
  constructor(
    readonly name: string,
    readonly options: PickleGlobalOptions = {},
  ) {}
}

/** What is wrong with an instruction; the machine turns it into a DataError with file and offset. */
export class PickleFault extends Error {
  /** @param hint what to do about it, where that is more than fetching the file again */
  constructor(
    message: string,
    readonly hint?: string,
  ) {
    super(message)
  }
}

/** What the machine asks of whoever reads a pickle. */
export interface PickleHost {
  /** The allow-list. */
  readonly globals: ReadonlyMap<string, PickleGlobal>
  /** What stands for a persistent id. @throws PickleFault */
  persistent(id: PickleTuple): PickleValue
}
