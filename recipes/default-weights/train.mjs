// Trains weights stage by stage: npm run train:default, optionally with a folder of other stages. See README.md.
import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sortNaturally } from '@dfpir/core'
import { interruptible, runProgram } from '@dfpir/terminal'
import { readTrainingConfig, train } from '@dfpir/trainer'
import { Command } from 'commander'
import { availableData } from './dist/index.js'

const stages = fileURLToPath(new URL('stages', import.meta.url))
const command = new Command('train:default')
  .description('train the weights that ship; Ctrl-C saves, and the same command continues')
  .argument('[stages]', 'a folder of training files, which run in the order of their names', stages)
  .action(folder => interruptible(signal => trainStages(resolve(folder), signal)))
await runProgram(command, process.argv.slice(2))

async function trainStages(folder, signal) {
  for (const stage of sortNaturally(readdirSync(folder).filter(name => name.endsWith('.yaml')))) {
    console.error(`\nstage ${stage}`)
    const config = await readTrainingConfig(resolve(folder, stage))
    const { data, notes } = availableData(config.data)
    for (const note of notes) console.error(note)
    const { finished, checkpoint } = await train(
      { ...config, data },
      { resume: true, signal, onNote: note => console.error(note) },
    )
    if (!finished) return
    console.log(checkpoint)
  }
}
