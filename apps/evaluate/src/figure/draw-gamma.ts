import { paperTrials } from '@dfpir/evaluation'
import { type GammaCurve, type GammaPoint, gammaFigure } from '@dfpir/figures'
import type { DrawnFigure } from './figure-options.js'
import { readGammaCurves } from './read-sweep.js'

/** Draws the figure of `dfpir figure gamma`: the curves of the sweep and of the paper. */
export async function drawGamma(path: string): Promise<DrawnFigure> {
  const curves = await readGammaCurves(path)
  return {
    figure: gammaFigure([...curves, paperCurve()]),
    data: { curves },
    text: curves.flatMap(({ title, points }) => [title, ...points.map(describe)]).join('\n'),
  }
}

/** Trials of Table 3b have names such as `γ 0.5`. */
function paperCurve(): GammaCurve {
  const points = paperTrials.table3b.map(({ trial, psnr }) => ({ gamma: Number(trial.replace(/[^\d.]/g, '')), psnr }))
  return { title: 'the paper, Table 3b', points }
}

function describe({ gamma, psnr, deviation, seeds }: GammaPoint): string {
  const spread = deviation === undefined ? '' : ` ± ${deviation.toFixed(3)}`
  return `γ ${gamma}: ${psnr.toFixed(3)}${spread} dB${seeds === undefined ? '' : `, seeds: ${seeds}`}`
}
