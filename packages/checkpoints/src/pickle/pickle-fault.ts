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
