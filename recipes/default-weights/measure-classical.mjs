// Measures classical methods, which need no training: node recipes/default-weights/measure-classical.mjs KODAK24 [SEED].
// See README.md.
import { formatMarkdown } from '@dfpir/evaluation'
import { measureClassical } from './dist/index.js'

const [photographs, seed = '1001'] = process.argv.slice(2)
const scores = await measureClassical(photographs, Number(seed))
const cells = ({ psnr, ssim }) => [psnr.toFixed(2), ssim.toFixed(4)]
const table = formatMarkdown({
  header: ['method', 'task', 'input PSNR', 'SSIM', 'output PSNR', 'SSIM'],
  rows: scores.map(({ method, task, input, output }) => [method, task, ...cells(input), ...cells(output)]),
  notes: [],
})
console.log(table)
console.log(JSON.stringify({ seed: Number(seed), scores }))
