/** A fault of an instruction. The machine turns it into a DataError with file and offset. */
export class PickleFault extends Error {
  /** @param hint the remedy, if it is not just to download the file again */
  constructor(
    message: string,
    readonly hint?: string,
  ) {
    super(message)
  }
}
