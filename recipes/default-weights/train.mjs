// Trains the weights that ship, one stage after the other: npm run train:default. Ctrl-C saves and ends; the same command
// goes on. See README.md.
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { sortNaturally } from '@dfpir/datasets'
import { readTrainingConfig, train } from '@dfpir/trainer'

const stages = fileURLToPath(new URL('stages/', import.meta.url))
const stop = new AbortController()
process.once('SIGINT', () => stop.abort())

for (const stage of sortNaturally(readdirSync(stages))) {
  console.error(`\nstage ${stage}`)
  const config = await readTrainingConfig(stages + stage)
  const { finished, checkpoint } = await train(config, {
    resume: true,
    signal: stop.signal,
    onNote: note => console.error(note),
  })
  if (!finished) break
  console.log(checkpoint)
}
