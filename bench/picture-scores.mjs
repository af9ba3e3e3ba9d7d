// What the pictures of folder A score against their namesakes in folder B, as they are: as JSON, for scikit-scores.py.
//   node bench/picture-scores.mjs A B > scores.json
import { Command } from 'commander'
import { evaluateSet, pairSet } from '../packages/evaluation/dist/index.js'
import { startScript } from '../packages/terminal/dist/index.js'

const command = new Command('node bench/picture-scores.mjs').argument('<a>').argument('<b>')
startScript(command)
const [inputs, targets] = command.processedArgs
const { images } = await evaluateSet(await pairSet(inputs, targets), {}, { luma: true })
console.log(JSON.stringify({ images }))
