import { UsageError } from './errors.js'

/** The complete state of a {@link Random}, serialisable as JSON. */
export interface RandomState {
  readonly words: readonly [number, number, number, number]
  readonly spare: number | null
}

/**
 * Seeded random numbers: xoshiro128** (Blackman and Vigna, 2018), seeded through MurmurHash3's finalizer.
 * The same seed gives the same numbers on every machine; `state` and `restore` continue a sequence exactly.
 */
export class Random {
  private words: Uint32Array
  private spare: number | null = null

  constructor(seed: number) {
    this.words = Uint32Array.from({ length: 4 }, (_, index) => mix(seed + (index + 1) * golden))
  }

  static restore({ words, spare }: RandomState): Random {
    const random = new Random(0)
    random.words = Uint32Array.from(words)
    random.spare = spare
    return random
  }

  state(): RandomState {
    const [a, b, c, d] = this.words
    return { words: [a, b, c, d], spare: this.spare }
  }

  /**
   * Derives an independent generator from a seed and labels. It depends on nothing else, such as earlier draws. All 128
   * bits of its state are hashed from both, so millions of generators stay independent.
   */
  static derive(seed: number, ...labels: (string | number)[]): Random {
    const random = new Random(seed)
    for (const character of labels.join('\u0000')) {
      const code = character.codePointAt(0)!
      random.words.forEach((word, index) => {
        random.words[index] = mix((word ^ code) + (index + 1) * golden)
      })
    }
    return random
  }

  /** Draws 32 random bits as an unsigned integer. */
  bits(): number {
    const s = this.words
    const result = Math.imul(rotate(Math.imul(s[1], 5), 7), 9) >>> 0
    const shifted = s[1] << 9
    s[2] ^= s[0]
    s[3] ^= s[1]
    s[1] ^= s[2]
    s[0] ^= s[3]
    s[2] ^= shifted
    s[3] = rotate(s[3], 11)
    return result
  }

  /** Draws a number uniformly from [low, high). */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * (this.bits() / 2 ** 32)
  }

  /** Draws an integer from [0, below). */
  integer(below: number): number {
    return Math.floor(this.uniform() * below)
  }

  /** Draws a normal number with the given mean and standard deviation (Marsaglia's polar method). */
  normal(mean = 0, deviation = 1): number {
    if (this.spare !== null) {
      const value = this.spare
      this.spare = null
      return mean + deviation * value
    }
    for (;;) {
      const u = this.uniform(-1, 1)
      const v = this.uniform(-1, 1)
      const square = u * u + v * v
      if (square === 0 || square >= 1) continue
      const scale = Math.sqrt((-2 * Math.log(square)) / square)
      this.spare = v * scale
      return mean + deviation * u * scale
    }
  }

  /**
   * Draws one of the items.
   *
   * @throws UsageError if there are none
   */
  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new UsageError('cannot pick from an empty list')
    return items[this.integer(items.length)]
  }

  /** Draws one of the items, each with the probability of its share; undefined with the rest of the probability. */
  pickByShare<T extends { readonly share: number }>(items: readonly T[]): T | undefined {
    const place = this.uniform()
    let end = 0
    return items.find(({ share }) => {
      end += share
      return place < end
    })
  }

  /** Returns the numbers 0 … count − 1 in random order (Fisher and Yates). */
  permutation(count: number): number[] {
    const order = Array.from({ length: count }, (_, index) => index)
    for (let last = count - 1; last > 0; last--) {
      const other = this.integer(last + 1)
      ;[order[last], order[other]] = [order[other], order[last]]
    }
    return order
  }
}

function rotate(word: number, count: number): number {
  return (word << count) | (word >>> (32 - count))
}

/** 2³² divided by the golden ratio: steps of this size keep neighbouring seeds apart. */
const golden = 0x9e3779b9

/** MurmurHash3's finalizer: every input bit reaches every output bit. */
function mix(value: number): number {
  let z = value
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
  return (z ^ (z >>> 16)) >>> 0
}
