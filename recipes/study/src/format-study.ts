import { mean } from '@dfpir/core'
import { formatMarkdown } from '@dfpir/evaluation'
import { type JudgedClaim, judgeClaims, type Verdict } from './judge-claims.js'
import type { Study } from './read-study.js'
import { claimsTable, scoresTable, signed } from './study-tables.js'

/**
 * The page of the study in Markdown: conclusions, scores, differences, curves and settings. The conclusions follow from the
 * measured differences alone.
 *
 * @param figures the names of the figures beside the page
 */
export function formatStudy(study: Study, figures: readonly string[]): string {
  const judged = judgeClaims(study)
  const sections = [
    '# Does DFPIR do what its paper says?',
    introduction,
    '## Result',
    conclusion(study, judged),
    '## Scores',
    scoresNote(study),
    formatMarkdown(scoresTable(study)).trimEnd(),
    ...(judged.length > 0 ? ['## Differences', differencesNote(judged), claimsTable(judged, titlesOf(study))] : []),
    ...(figures.length > 0 ? ['## Figures', curvesNote, ...figures.map(drawn)] : []),
    '## Setup',
    setup(study),
  ]
  return `${sections.join('\n\n')}\n`
}

const introduction = `Table 3 of the paper (Tian et al., CVPR 2025) reports what each part of DFPIR and each γ contributes to the mean PSNR
over denoising, deraining and dehazing. This study repeats these comparisons with small networks that two processor cores can
train, and with several seeds, so that each difference can be compared with the spread of the seeds. It adds a plain U-Net with
additive skips and without prompts: [Jiao et al. (2025)](https://arxiv.org/abs/2512.10581) report that their symmetric U-Net
with additive skips does better than networks with prompts. \`npm run study\` writes this page from the measurements, including the conclusions.`

const curvesNote = `In the first figure, each ring is a seed and the stroke is their mean. The curves are means over the seeds. Their validation
patches come from the pictures of the evaluation; no weights were chosen by them.`

const captions: Readonly<Record<string, string>> = {
  'seeds.svg': 'PSNR of every variant and seed',
  'parts.svg': 'Training loss and validation of the parts',
  'gamma-curves.svg': 'Training loss and validation for each γ',
  'gamma.svg': 'PSNR over γ, in this study and in the paper',
}

function drawn(figure: string): string {
  return `![${captions[figure]}](${figure})`
}

function conclusion(study: Study, judged: readonly JudgedClaim[]): string {
  const reported = judged.filter(({ paper }) => paper !== undefined)
  const own = judged.filter(({ paper }) => paper === undefined)
  const count = (verdict: Verdict) => reported.filter(claim => claim.verdict === verdict).length
  const counts = `Of the ${reported.length} differences that the paper reports, ${count('yes')} have the paper's sign here and exceed the noise of the seeds, ${count('no')} have the opposite sign and exceed it, and ${count('open')} are within it.`
  const points = [
    reported.length > 0 ? counts : 'No two variants that the paper compares have two finished seeds in common yet.',
    ...listed("With the paper's sign, above the noise", reported, 'yes'),
    ...listed('With the opposite sign, above the noise', reported, 'no'),
    ...listed('Within the noise', reported, 'open'),
    ...own.map(ownText),
    ...sensitivity(study, judged),
    ...missing(study),
  ]
  return points.map(point => `- ${point}`).join('\n')
}

function listed(title: string, judged: readonly JudgedClaim[], verdict: Verdict): string[] {
  const names = judged
    .filter(claim => claim.verdict === verdict)
    .map(({ variant, than, difference, paper }) => {
      return `${variant} − ${than} (${signed(difference.mean)} dB, paper ${signed(paper as number)} dB)`
    })
  return names.length > 0 ? [`${title}: ${names.join('; ')}.`] : []
}

function ownText({ variant, than, difference, verdict }: JudgedClaim): string {
  const ends = {
    yes: 'and this exceeds the noise',
    no: 'and this exceeds the noise',
    open: 'which is within the noise',
  }
  const which = difference.mean < 0 ? 'below' : 'above'
  return `The mean PSNR of ${variant} is ${Math.abs(difference.mean).toFixed(2)} dB ${which} that of the ${than}, ${ends[verdict]}.`
}

function sensitivity({ variants }: Study, judged: readonly JudgedClaim[]): string[] {
  const deviations = variants.flatMap(({ scores }) => scores?.psnr.deviation ?? [])
  const margins = judged.map(({ difference }) => difference.margin)
  const reported = judged.flatMap(({ paper }) => paper ?? [])
  if (reported.length === 0) return []
  const range = `${Math.min(...reported).toFixed(2)} to ${Math.max(...reported).toFixed(2)} dB`
  return [
    `The seeds of one variant have a standard deviation of ${mean(deviations).toFixed(2)} dB on average, and the confidence intervals are ± ${mean(margins).toFixed(2)} dB wide on average. The paper's differences are ${range}. A difference within the noise is not evidence that there is none.`,
  ]
}

function missing({ variants }: Study): string[] {
  const unfinished = variants.flatMap(({ name, logs, outcomes }) =>
    logs.length < outcomes.length ? [`${name} (${logs.length} of ${outcomes.length} seeds)`] : [],
  )
  return unfinished.length > 0 ? [`Not finished yet: ${unfinished.join(', ')}.`] : []
}

function scoresNote({ variants }: Study): string {
  const result = variants.flatMap(({ outcomes }) => outcomes.flatMap(outcome => outcome.result ?? []))[0]
  const pictures = result.sets.map(({ title, pictures }) => `${pictures} for ${title}`).join(', ')
  return `PSNR in dB / SSIM on 8-bit RGB, mean ± standard deviation over the seeds. Pictures: ${pictures}. The column \`paper\` is its
mean over the three tasks, for the full network, its data and its training.`
}

function differencesNote(judged: readonly JudgedClaim[]): string {
  const intervals = judged.reduce((sum, { tasks }) => sum + 1 + tasks.length, 0)
  return `Differences of PSNR in dB ± half a 95 % confidence interval (Student's t over the differences of trials with the same seed).
Bold ones exceed the noise: their interval excludes 0. The answer is that of the mean. With ${intervals} intervals in the table,
about ${Math.round(intervals * 0.05)} exclude 0 by chance even if no variants differ.`
}

function titlesOf({ variants }: Study): string[] {
  return variants.find(({ scores }) => scores)?.sets.map(({ title }) => title) ?? []
}

function setup({ sweep, variants }: Study): string {
  const { steps, batch, patch, learningRate } = sweep.trials[0].content
  const seeds = new Set(sweep.trials.map(({ seed }) => seed)).size
  const environment = variants.find(({ record }) => record)?.record?.starts[0].environment
  const losses = variants.flatMap(({ outcomes }) => outcomes.flatMap(({ result }) => result?.loss ?? []))
  return `    npm run study -- DATA --output runs/study

\`DATA\` contains \`BSD400\` (training) and \`Kodak24\` (evaluation). The command runs the sweep preset \`study\`, whose trials are
those of \`table3a-small\` and \`table3b-small\` and the U-Net's ([ablation guide](../guides/ablation.md#the-papers-table-3)). It
continues where it was stopped. \`--steps\` and \`--seeds\` set another budget.

- ${steps} steps with ${batch} patches of ${patch}², learning rate ${learningRate} with a cosine, Adam, L1; ${seeds} seeds per variant. The final loss is ${mean(losses).toFixed(3)} on average.
- Noise of σ 15, 25 and 50, synthetic rain and synthetic haze on photographs, as in the [degradations guide](../guides/degradations.md).
- DFPIR with 16 channels and one block per level. The U-Net is a NAFNet of 24 channels with one block per level.
- \`init: shuffled\`: a network that returns its picture at the start, with channel orders that are far apart. Prompts are fixed vectors of length 64, not CLIP embeddings.
${environment ? `- Machine: ${environment.processor}, ${environment.cores} cores; libtensorflow ${environment.libtensorflow}.\n` : ''}
This is far less than the paper's training: its network has 31 million parameters, sees larger patches of many more
photographs, and trains for 80 epochs. Small networks after a short training show what a part does early on. They cannot show
what it contributes at the end.`
}
