// Reads damaged checkpoints: seeded mutations of safetensors, PyTorch and ONNX files. Anything but success or an error
// for people is a defect, as is taking a second. From the repository's root, after a build:
//   npm run fuzz:checkpoints [-- COUNT [SEED]]
import { readFileSync } from 'node:fs'
import { entryToFloat64, parseCheckpoint, serializeSafetensors } from '@dfpir/checkpoints'
import { DfpirError } from '@dfpir/core'
import { goldenPath, mutate, onnxing, pickling, torchZip, zipBytes } from '@dfpir/testing'

const golden = name => readFileSync(goldenPath(`checkpoints/${name}`))
const { tensors } = parseCheckpoint(golden('strides.pth'))
const small = pickling.pickle(pickling.dict({ weight: pickling.tensor(), epoch: pickling.int(3) }))
const storages = { 0: new Uint8Array(24) }
const initializer = [...Array(4).keys()].map(index =>
  pickling.bytes(
    ...[onnxing.number(1, 2), onnxing.number(1, 3), onnxing.number(2, 1)],
    ...[onnxing.message(8, `w${index}`), onnxing.message(9, storages[0])],
  ),
)
/** The pickle of an archive is changed and sealed again, so that its checksum is right. */
const resealed = pickle => seed => torchZip(mutate(pickle, seed), storages)
const plain = bytes => seed => mutate(bytes, seed)

const targets = [
  ['safetensors', plain(serializeSafetensors(tensors, { note: 'fuzz' }))],
  ['zip, small', plain(torchZip(small, storages))],
  ['zip, strides.pth', plain(golden('strides.pth'))],
  ['zip, training.pth.tar', plain(golden('training.pth.tar'))],
  ['zip, its pickle', resealed(small)],
  ['legacy', plain(golden('legacy.pth'))],
  ['onnx', plain(onnxing.model(...initializer))],
  ['an archive of nothing', plain(zipBytes([]))],
]

const [count = 10_000, firstSeed = 1] = process.argv.slice(2).map(Number)
const found = { read: 0, refused: 0, defects: [], slowest: { seconds: 0 } }

function readOne(name, make, seed) {
  const bytes = make(seed)
  const begun = performance.now()
  try {
    for (const entry of parseCheckpoint(bytes, name).tensors.values()) entryToFloat64(entry)
    found.read++
  } catch (error) {
    if (DfpirError.isInstance(error)) found.refused++
    else found.defects.push({ name, seed, error: error instanceof Error ? error.stack : error })
  }
  const seconds = (performance.now() - begun) / 1000
  if (seconds > found.slowest.seconds) found.slowest = { name, seed, seconds }
}

for (let index = 0; index < count; index++) {
  const [name, make] = targets[index % targets.length]
  readOne(name, make, firstSeed + index)
}
for (const { name, seed, error } of found.defects.slice(0, 10)) console.error(`${name}, seed ${seed}: ${error}`)
const { read, refused, defects, slowest } = found
console.log(`${count} files: ${refused} refused, ${read} read, ${defects.length} defects`)
console.log(`slowest: ${slowest.seconds.toFixed(3)} s (${slowest.name}, seed ${slowest.seed})`)
console.log(`peak resident memory: ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`)
process.exitCode = defects.length > 0 || slowest.seconds > 1 ? 1 : 0
