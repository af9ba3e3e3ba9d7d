// Trains weights stage by stage: npm run train:default, optionally with a folder of other stages. Ctrl-C saves and stops;
// the same command continues. See README.md.
import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sortNaturally } from '@dfpir/core'
import { readTrainingConfig, train } from '@dfpir/trainer'
import { availableData } from './dist/index.js'

const folder = process.argv[2] ? resolve(process.argv[2]) : fileURLToPath(new URL('stages', import.meta.url))
const stop = new AbortController()
process.once('SIGINT', () => stop.abort())

for (const stage of sortNaturally(readdirSync(folder).filter(name => name.endsWith('.yaml')))) {
  console.error(`\nstage ${stage}`)
  const config = await readTrainingConfig(resolve(folder, stage))
  const { data, notes } = availableData(config.data)
  for (const note of notes) console.error(note)
  const { finished, checkpoint } = await train(
    { ...config, data },
    { resume: true, signal: stop.signal, onNote: note => console.error(note) },
  )
  if (!finished) break
  console.log(checkpoint)
}
