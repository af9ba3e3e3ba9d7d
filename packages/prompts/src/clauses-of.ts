/** A part of a text that limits the scope of a negation. */
export interface Clause {
  /** In lower case, without accents. */
  readonly words: readonly string[]
  /** The position of the negation; beyond the end if there is none. */
  readonly denial: number
}

const denials = /^(?:not|no|never|none|neither|nor|hardly|cannot|(?:is|are|was|were|do|does|did|ca|has|have)n'?t)$/
/** Words that end the scope of a negation, like punctuation. */
const turns = /^(?:[.,;:!?()]|but|just|only|rather|instead|although|though|however)$/
/** With these words, a negation is a wish: "I don't want noise", "no more rain". */
const wishes = /^(?:want|wish|make|should|must|more|please|let)$/

/** A text in lower case, without accents and with plain apostrophes. */
export function plainText(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').replace(/[’‘`]/g, "'").toLowerCase()
}

/** The clauses of a {@link plainText}; numbers are words. */
export function clausesOf(plain: string): Clause[] {
  const parts: string[][] = [[]]
  for (const token of plain.match(/\d+(?:\.\d+)?|[\p{L}']+|[.,;:!?()]/gu) ?? []) {
    if (turns.test(token)) parts.push([])
    else parts[parts.length - 1].push(token)
  }
  return parts.map(words => ({ words, denial: denialIn(words) }))
}

function denialIn(words: readonly string[]): number {
  const at = words.findIndex(word => denials.test(word))
  return at < 0 || words.some(word => wishes.test(word)) ? words.length : at
}
