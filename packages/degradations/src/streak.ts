/** A bright line with soft edges and ends. */
export interface Streak {
  /** The centre, in pixels. */
  readonly x: number
  readonly y: number
  /** In pixels. */
  readonly length: number
  /** Width at half brightness, in pixels. Below 1, the streak is one pixel wide and fainter. */
  readonly width: number
  /**
   * Degrees from vertical, less than 90; positive with the lower end to the left, like rain that falls from the right.
   */
  readonly angle: number
  readonly brightness: number
  /** The variation of its brightness along its length. */
  readonly texture?: StreakTexture
}

/** Bright and dark parts along a streak, as an oscillating drop leaves them. */
export interface StreakTexture {
  /** The share of brightness, 0 … 1, lost in the darkest parts. */
  readonly depth: number
  /** Periods along the streak. */
  readonly periods: number
  /** The phase at the start, in radians. */
  readonly phase: number
}

/** The share of a streak's length at each end in which it fades. */
const fading = 0.3

/** Adds a streak to a mask [height, width], as light adds on a screen: m ← 1 − (1 − m)·(1 − streak). */
export function drawStreak(mask: Float32Array, maskWidth: number, streak: Streak): void {
  const radians = (streak.angle * Math.PI) / 180
  const cosine = Math.cos(radians)
  const slope = -Math.tan(radians)
  const reach = (streak.length / 2) * cosine
  const deviation = Math.max(streak.width, 1) / 2.355 // of a Gaussian whose width at half height is the streak's
  const side = (3 * deviation) / cosine
  const brightest = streak.brightness * Math.min(streak.width, 1)
  const last = Math.min(Math.floor(streak.y + reach), mask.length / maskWidth - 1)
  for (let y = Math.max(Math.ceil(streak.y - reach), 0); y <= last; y++) {
    const along = (y - streak.y) / reach
    const middle = streak.x + (y - streak.y) * slope
    const shade = streak.texture ? shadeAt(along, streak.texture) : 1
    const peak = shade * brightest * Math.min(1, (1 - Math.abs(along)) / (2 * fading))
    const right = Math.min(Math.floor(middle + side), maskWidth - 1)
    for (let x = Math.max(Math.ceil(middle - side), 0); x <= right; x++) {
      const across = ((x - middle) * cosine) / deviation
      mask[y * maskWidth + x] += (1 - mask[y * maskWidth + x]) * peak * Math.exp((-across * across) / 2)
    }
  }
}

/** The factor of the brightness at −1 (the upper end) … 1 of a streak. */
function shadeAt(along: number, { depth, periods, phase }: StreakTexture): number {
  return 1 - (depth / 2) * (1 + Math.cos(Math.PI * periods * along + phase))
}
