// Compares the reds of restored pictures with the originals: node recipes/default-weights/measure-reds.mjs RESTORED
// ORIGINALS, two folders of pictures with the same names. Skips pictures with fewer than 800 red pixels. See README.md.
import { basename } from 'node:path'
import { openPairs } from '@dfpir/datasets'
import { formatMarkdown } from '@dfpir/evaluation'
import { startScript } from '@dfpir/terminal'
import { Command } from 'commander'
import { meanReds } from './dist/index.js'

const command = new Command('node recipes/default-weights/measure-reds.mjs')
  .argument('<restored>', 'a folder of restored pictures')
  .argument('<originals>', 'a folder of the originals')
startScript(command)
const [restored, originals] = command.processedArgs
const { pairs, pictures } = await openPairs(restored, originals)
const rows = []
for (const [index, { target: path }] of pairs.entries()) {
  const { input, target } = await pictures(index)
  const reds = meanReds(input, target)
  if (reds?.pixels >= 800)
    rows.push([basename(path), reds.pixels, colour(reds.original), colour(reds.restored)].map(String))
}
console.log(formatMarkdown({ header: ['picture', 'red pixels', 'original', 'restored'], rows, notes: [] }))

function colour(mean) {
  return mean.map(Math.round).join(' ')
}
