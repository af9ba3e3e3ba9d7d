import { renderSvg } from '@dfpir/figures'
import { drawStudy } from './draw-study.js'
import { formatStudy } from './format-study.js'
import { judgeClaims } from './judge-claims.js'
import { variantsOf } from './study.test.helper.js'

const variants = variantsOf({
  baseline: [22, 23, 24],
  CA: [22.5, 23.5, 24.6], // above the baseline, as in the paper
  'CA + CAAPM': [21, 25, 23], // noise
  DGCPM: [21.5, 22.5, 23.4], // below the baseline, against the paper
  'DGCPM + CAAPM': [23, 24, 25],
  'γ 1.0': [23.1, undefined, undefined], // one seed: no answer
  'plain U-Net': [25, 26, 27.1],
})
const sweep = {
  ...{ root: '/', output: '/', evaluate: { seed: 0, crop: 16 } },
  trials: [0, 1, 2].map(seed => ({
    ...{ id: `${seed}`, name: 'baseline', overrides: {}, seed },
    content: { steps: 7, batch: 2, patch: 16, learningRate: 1e-3 },
  })),
}

test('a claim is answered only where the interval excludes 0', () => {
  const answers = new Map(
    judgeClaims({ variants }).map(({ variant, than, verdict }) => [`${variant} − ${than}`, verdict]),
  )
  expect(Object.fromEntries(answers)).toEqual({
    'CA − baseline': 'yes',
    'DGCPM − baseline': 'no',
    'DGCPM − CA': 'no',
    'CA + CAAPM − CA': 'open',
    'DGCPM + CAAPM − DGCPM': 'yes',
    'DGCPM + CAAPM − CA + CAAPM': 'open',
    'DGCPM + CAAPM − baseline': 'yes',
    'DGCPM + CAAPM − plain U-Net': 'no',
  })
})

test('the page says what was measured, and what is missing', () => {
  const page = formatStudy({ sweep, variants }, ['parts.svg'])
  expect(page).toContain(
    "Of the 7 differences that the paper reports, 3 have the paper's sign here and exceed the noise of the seeds, 2 have the opposite sign and exceed it, and 2 are within it.",
  )
  expect(page).toContain('With the opposite sign, above the noise: DGCPM − baseline (−0.53 dB, paper +0.51 dB)')
  expect(page).toContain('is 2.03 dB below that of the plain U-Net, and this exceeds the noise.')
  expect(page).toContain('Not finished yet: γ 1.0 (1 of 3 seeds).')
  expect(page).toMatch(/\| CA \| – \| 22\.53 ± 1\.05 \/ 0\.800 ± 0\.000 \|.*\| 32\.34 \/ 0\.914 \|/)
  expect(page).toMatch(/\| CA − baseline \| \+0\.36 \| \*\*\+0\.53 ± 0\.14\*\* \|.*\| \*\*yes\*\* \|/)
  expect(page).toContain('![Training loss and validation of the parts](parts.svg)')
  expect(page).toContain('7 steps with 2 patches of 16²')
})

test('without a difference between any two variants, nothing exceeds the noise', () => {
  const equal = variantsOf({ baseline: [22, 24], CA: [24, 22], DGCPM: [23, 24] })
  expect(judgeClaims({ variants: equal }).map(({ verdict }) => verdict)).toEqual(['open', 'open', 'open'])
  expect(formatStudy({ sweep, variants: variantsOf({ baseline: [22], CA: [23] }) }, [])).toContain(
    'No two variants that the paper compares have two finished seeds in common yet.',
  )
})

test('the figures show every seed, and the curves of γ apart from those of the parts', async () => {
  const figures = drawStudy({ variants })
  expect([...figures.keys()]).toEqual(['seeds.svg', 'parts.svg', 'gamma-curves.svg', 'gamma.svg'])
  const parts = await renderSvg(figures.get('parts.svg')!)
  for (const text of ['Training loss', 'Gain on validation patches: derain', 'plain U-Net'])
    expect(parts).toContain(text)
  expect(parts).not.toContain('γ 1.0')
  expect(await renderSvg(figures.get('gamma-curves.svg')!)).toContain('γ 0.9')
  expect([...drawStudy({ variants: variantsOf({ baseline: [22] }) }).keys()]).toEqual(['seeds.svg', 'parts.svg'])
})
