import type { BlockName } from '@dfpir/model'

/** A block's name for people: `level 1`. */
export function blockTitle(block: BlockName): string {
  return block.replace(/\d/, ' $&')
}
