// What the pictures of folder A score against their namesakes in folder B, as they are: as JSON, for scikit-scores.py.
//   node bench/picture-scores.mjs A B > scores.json
import { evaluateSet, pairSet } from '../packages/evaluation/dist/index.js'

const [inputs, targets] = process.argv.slice(2)
const { images } = await evaluateSet(await pairSet(inputs, targets), {}, { luma: true })
console.log(JSON.stringify({ images }))
