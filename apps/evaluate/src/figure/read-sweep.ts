import { readFile } from 'node:fs/promises'
import { DataError, spread } from '@dfpir/core'
import { readFailure } from '@dfpir/core/node'
import type { GammaCurve, GammaPoint } from '@dfpir/figures'
import { z } from 'zod'

const number = z.number()
const schema = z.object({
  trials: z.array(
    z.object({ overrides: z.record(z.string(), z.unknown()), psnr: number.nullish() }), // null where it failed
  ),
})

/** A finished trial: its γ, its other overrides, and its PSNR. */
interface GammaTrial {
  readonly gamma: number
  readonly others: string
  readonly psnr: number
}

/**
 * Reads PSNR over γ from the output of `dfpir ablate --json`. Trials with the same other overrides form a curve.
 *
 * @throws DataError for an unreadable or unrelated file, and if no trial has both a γ and a PSNR
 */
export async function readGammaCurves(path: string): Promise<GammaCurve[]> {
  const text = await readFile(path, 'utf8').catch(cause => {
    throw readFailure(path, cause)
  })
  const parsed = schema.safeParse(parseJson(text))
  if (!parsed.success) {
    throw new DataError(`${path} contains no results of a sweep: expected JSON with trials, their overrides and psnr`, {
      hint: 'Name the results.json in the folder of a sweep, written by dfpir ablate.',
    })
  }
  const trials = parsed.data.trials.flatMap(({ overrides, psnr }) => gammaTrial(overrides, psnr))
  if (trials.length === 0) throw new DataError(`${path}: no trial has both a gamma and a psnr`)
  const titles = [...new Set(trials.map(({ others }) => others))]
  return titles.map(title => ({
    title: title || 'this sweep',
    points: pointsOf(trials.filter(({ others }) => others === title)),
  }))
}

/** Parses a text as JSON, or else its last line. */
function parseJson(text: string): unknown {
  for (const part of [text, text.trimEnd().split('\n').at(-1)!]) {
    try {
      return JSON.parse(part)
    } catch {
      // the other way
    }
  }
  return undefined
}

function gammaTrial(overrides: Readonly<Record<string, unknown>>, psnr?: number | null): GammaTrial[] {
  const flat = flatten(overrides)
  const gamma = flat.get('gamma')
  flat.delete('gamma')
  if (typeof gamma !== 'number' || psnr == null) return []
  return [{ gamma, psnr, others: [...flat].map(([key, value]) => `${key} ${value}`).join(', ') }]
}

/** Treats `gamma`, `model.gamma` and `{model: {gamma}}` as the same. */
function flatten(overrides: Readonly<Record<string, unknown>>): Map<string, unknown> {
  const entries = Object.entries(overrides).flatMap(([key, value]): [string, unknown][] => {
    if (key === 'model' && typeof value === 'object' && value !== null) return Object.entries(value)
    return [[key.replace(/^model\./, ''), value]]
  })
  return new Map(entries)
}

function pointsOf(trials: readonly GammaTrial[]): GammaPoint[] {
  const gammas = [...new Set(trials.map(({ gamma }) => gamma))].sort((a, b) => a - b)
  return gammas.map(gamma => {
    const values = trials.filter(trial => trial.gamma === gamma).map(({ psnr }) => psnr)
    const { mean: psnr, ...others } = spread(values)
    return { gamma, psnr, seeds: values.length, ...others }
  })
}
