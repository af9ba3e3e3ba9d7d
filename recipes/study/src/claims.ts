import { paperTrials } from '@dfpir/evaluation'

/** A comparison of two variants by their names in the sweep. */
export interface Claim {
  readonly question: string
  readonly variant: string
  readonly than: string
  /** The difference of PSNR in the paper, in dB; undefined if it has no such comparison. */
  readonly paper?: number
}

/** The network with all parts. Its γ is 0.9. */
export const complete = 'DGCPM + CAAPM'

const published = new Map(
  [...paperTrials.table3a, ...paperTrials.table3b].map(({ trial, psnr }) => [trial, psnr] as const),
)

function claim(question: string, variant: string, than: string): Claim {
  const [a, b] = [published.get(variant), published.get(than)]
  return { question, variant, than, ...(a !== undefined && b !== undefined && { paper: a - b }) }
}

/** The differences that the paper's Table 3 reports, and one that it does not. */
export const claims: readonly Claim[] = [
  claim('Does channel attention on the skips help?', 'CA', 'baseline'),
  claim('Does the shuffle help?', 'DGCPM', 'baseline'),
  claim('Is the shuffle better than channel attention?', 'DGCPM', 'CA'),
  claim('Does the cross-attention help after channel attention?', 'CA + CAAPM', 'CA'),
  claim('Does the cross-attention help after the shuffle?', complete, 'DGCPM'),
  claim('Before the cross-attention, is the shuffle better than channel attention?', complete, 'CA + CAAPM'),
  claim('Do both parts together help?', complete, 'baseline'),
  claim('Is γ 0.9 better than no mask (γ 1.0)?', complete, 'γ 1.0'),
  claim('Is γ 0.9 better than γ 0.5?', complete, 'γ 0.5'),
  claim('Is the network better than a plain U-Net without prompts?', complete, 'plain U-Net'),
]
