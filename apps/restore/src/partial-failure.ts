import { DfpirError } from '@dfpir/core'

/** Some files could not be restored; each was reported when it failed. */
export class PartialFailure extends DfpirError {
  constructor(failed: number, total: number) {
    super(`${failed} of ${total} ${total === 1 ? 'picture' : 'pictures'} could not be restored`)
  }
}
