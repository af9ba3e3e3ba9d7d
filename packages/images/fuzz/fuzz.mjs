// Opens, reads and rewrites damaged image files: seeded damage to every format, at 8 and 16 bits. Each must be refused
// with an error of one line or be decoded, in bounded time; a crash, a hang, a temporary file left behind or half an
// output is a defect. From the repository's root, after a build:
//   npm run fuzz:images [-- COUNT [SEED]]
import { fork } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { damagedImage } from '@dfpir/testing'
import { imageSamples } from './samples.mjs'

const secondsAllowed = 10
const [count = 300, seed = 1] = process.argv.slice(2).map(Number)
const samples = await imageSamples()
const found = { decoded: 0, refused: 0, reasons: {}, defects: [], slowest: { seconds: 0 }, peak: 0 }
const folder = mkdtempSync(join(tmpdir(), 'fuzz-images-'))
const temporary = join(folder, 'temporary')
mkdirSync(temporary)
let worker

/** What a worker says about a file: how it went, or why there is no answer. */
function answerOf(path, maxMemory) {
  worker ??= fork(new URL('worker.mjs', import.meta.url), { env: { ...process.env, TMPDIR: temporary } })
  return new Promise(resolve => {
    const settle = answer => {
      clearTimeout(timer)
      worker?.removeAllListeners()
      if (answer.defect) {
        worker.kill('SIGKILL')
        worker = undefined
      }
      resolve(answer)
    }
    const timer = setTimeout(() => settle({ defect: `no answer in ${secondsAllowed} s` }), secondsAllowed * 1000)
    worker.once('message', settle)
    worker.once('exit', (code, signal) => settle({ defect: `the process ended: ${signal ?? code}` }))
    worker.send({ path, output: `${path}.out.png`, maxMemory })
  })
}

for (let index = 0; index < count; index++) {
  const { name, damage, bytes } = damagedImage(samples, index, seed)
  writeFileSync(join(folder, name), bytes)
  const begun = performance.now()
  const { defect, refused, peak = 0 } = await answerOf(join(folder, name), index % 2 === 0 ? 0 : 1e9)
  const seconds = (performance.now() - begun) / 1000
  if (seconds > found.slowest.seconds) found.slowest = { seconds, name, damage }
  found.peak = Math.max(found.peak, peak)
  const left = [...readdirSync(temporary), ...readdirSync(folder).filter(entry => entry.endsWith('.tmp'))]
  if (defect || left.length > 0) found.defects.push({ name, damage, defect: defect ?? `left behind: ${left}` })
  else if (refused === undefined) found.decoded++
  else {
    found.refused++
    const reason = refused.replace(join(folder, name), 'FILE').replace(/[\d,×]+/g, 'N')
    found.reasons[reason] = (found.reasons[reason] ?? 0) + 1
  }
}
worker?.kill()
rmSync(folder, { recursive: true })
for (const { name, damage, defect } of found.defects.slice(0, 20)) console.error(`${name} (${damage}): ${defect}`)
for (const [reason, times] of Object.entries(found.reasons).sort(([, a], [, b]) => b - a))
  console.log(`${times}× ${reason}`)
console.log(`${count} files: ${found.refused} refused, ${found.decoded} decoded, ${found.defects.length} defects`)
const { seconds, name, damage } = found.slowest
console.log(`slowest: ${seconds.toFixed(2)} s (${name}: ${damage})`)
console.log(`peak resident memory of a worker: ${Math.round(found.peak / 1024)} MiB`)
process.exitCode = found.defects.length > 0 ? 1 : 0
