import type { Random } from '@dfpir/core'

/**
 * A smooth random function of 0 ≤ t ≤ 1 with the mean 0 and values of about −1 … 1: three sines of random phase, whose
 * amplitudes fall as their frequencies rise.
 */
export function wobble(random: Random): (t: number) => number {
  const waves = [1, 2, 3].map(frequency => ({
    frequency: frequency * 2 * Math.PI * random.uniform(0.6, 1.2),
    phase: random.uniform(0, 2 * Math.PI),
    amplitude: 0.6 / frequency,
  }))
  return t =>
    waves.reduce((sum, { frequency, phase, amplitude }) => sum + amplitude * Math.sin(frequency * t + phase), 0)
}
