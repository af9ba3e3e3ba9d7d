import { damages } from '@dfpir/detector'
import { getEngine } from '@dfpir/engines'
import type { SampleTable } from './sample-table.js'

/** Returns a stored network's probability of each damage in samples, [count, damages]. */
export async function judge(network: Uint8Array, { count, statistics }: SampleTable): Promise<Float32Array> {
  const width = statistics.length / count
  const engine = await getEngine('onnxruntime')
  const inputs = new Map([['statistics', [1, width]]])
  const graph = await engine.load({ inputs, outputs: ['logits', 'logSigma'], bytes: network }, { threads: 1 })
  const found = new Float32Array(count * damages.length)
  for (let row = 0; row < count; row++) {
    const data = statistics.slice(row * width, (row + 1) * width)
    const { logits } = await graph.run({ statistics: { shape: [1, width], data } })
    found.set(
      logits.data.map(logit => 1 / (1 + Math.exp(-logit))),
      row * damages.length,
    )
  }
  await graph.dispose()
  return found
}
