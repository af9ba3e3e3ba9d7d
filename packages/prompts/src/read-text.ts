import { nearest } from '@dfpir/core'
import { type Clause, clausesOf, plainText } from './clauses-of.js'
import { isLookalike, type Subject, senses, spellings, wordStem } from './degradation-words.js'

/** The interpretation of a text about a picture. */
export interface TextReading {
  /** The evidence for each mentioned subject; its plain name counts 1. */
  readonly evidence: ReadonlyMap<Subject, number>
  /** The noise level as a number, in units of 1/255. */
  readonly sigma?: number
  /** The strength of the degradation in words. */
  readonly strength?: Strength
}

export type Strength = 'slight' | 'medium' | 'strong'

/** The maximum number of words in a phrase, such as "out of focus". */
const longestPhrase = 3
/** The weight of a corrected word. */
const correctedWeight = 0.8

const strengths: readonly [Strength, RegExp][] = [
  ['slight', /\b(?:slight|slightly|light|mild|little|faint|weak|subtle|low noise)\b/],
  ['medium', /\b(?:medium|moderate|moderately|normal|average)\b/],
  [
    'strong',
    /\b(?:strong|strongly|heavy|heavily|severe|severely|extreme|extremely|very|terrible|terribly|awful|lots)\b/,
  ],
]

/**
 * Reads English words about degradations: names, synonyms and phrases with their endings. Corrects small typing errors
 * and ignores negated words.
 */
export function readText(text: string): TextReading {
  const plain = plainText(text)
  const strength = strengths.find(([, pattern]) => pattern.test(plain))?.[0]
  return { evidence: gather(clausesOf(plain)), sigma: levelIn(plain), strength }
}

/** Sums the evidence of the different words. */
function gather(clauses: readonly Clause[]): Map<Subject, number> {
  const evidence = new Map<Subject, number>()
  const counted = new Set<string>()
  for (const clause of clauses) {
    for (const { stem, at, weight: factor } of termsOf(clause.words)) {
      const said = senses.get(stem)!.filter(({ lacking }) => lacking || at <= clause.denial)
      if (counted.has(stem) || said.length === 0) continue
      counted.add(stem)
      for (const { subject, weight } of said) evidence.set(subject, (evidence.get(subject) ?? 0) + weight * factor)
    }
  }
  return evidence
}

/** A known word or phrase, by its stem. */
interface Term {
  readonly stem: string
  /** The position of its first word. */
  readonly at: number
  readonly length: number
  readonly weight: number
}

function termsOf(words: readonly string[]): Term[] {
  const terms: Term[] = []
  let at = 0
  while (at < words.length) {
    const term = phraseAt(words, at) ?? mendedAt(words, at)
    if (term) terms.push(term)
    at += term?.length ?? 1
  }
  return terms
}

/** The longest known term that starts at a position. */
function phraseAt(words: readonly string[], at: number): Term | undefined {
  for (let length = Math.min(longestPhrase, words.length - at); length > 0; length--) {
    const stem = wordStem(words.slice(at, at + length).join(''))
    if (senses.has(stem)) return { stem, at, length, weight: 1 }
  }
  return undefined
}

/** The known word that a word misspells: one error in five letters, two in nine, with a correct first letter. */
function mendedAt(words: readonly string[], at: number): Term | undefined {
  const word = words[at]
  if (word.length < 5 || isLookalike(word)) return undefined
  const alike = spellings.filter(spelling => spelling[0] === word[0])
  const mended = nearest(word, alike, word.length < 9 ? 1 : 2)
  return mended === undefined ? undefined : { stem: wordStem(mended), at, length: 1, weight: correctedWeight }
}

/** The number after "sigma", "standard deviation of", "noise level" and the like; not the one after "ISO". */
function levelIn(plain: string): number | undefined {
  const named =
    /(?:sigma|[σς]|\bstd|\bdeviation|noise level|\bnoise|\blevel)(?:\s|of|is|about|around|[=:≈~])*(\d+(?:\.\d+)?)/u
  const level = named.exec(plain)?.[1]
  return level === undefined ? undefined : Number(level)
}
