// Measures classical methods, which need no training: node recipes/default-weights/measure-classical.mjs KODAK24 [SEED].
// See README.md.
import { formatMarkdown } from '@dfpir/evaluation'
import { parseSeed, startScript } from '@dfpir/terminal'
import { Command } from 'commander'
import { measureClassical } from './dist/index.js'

const command = new Command('node recipes/default-weights/measure-classical.mjs')
  .argument('<photographs>', 'clean photographs')
  .argument('[seed]', 'seed of the damage', parseSeed, 1001)
startScript(command)
const [photographs, seed] = command.processedArgs
const scores = await measureClassical(photographs, seed)
const cells = ({ psnr, ssim }) => [psnr.toFixed(2), ssim.toFixed(4)]
const table = formatMarkdown({
  header: ['method', 'task', 'input PSNR', 'SSIM', 'output PSNR', 'SSIM'],
  rows: scores.map(({ method, task, input, output }) => [method, task, ...cells(input), ...cells(output)]),
  notes: [],
})
console.log(table)
console.log(JSON.stringify({ seed, scores }))
