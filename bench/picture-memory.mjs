// Copies a large synthetic picture by rows, in a process of its own per format, and prints times and peak memory:
//   node bench/picture-memory.mjs [WIDTH HEIGHT [FORMAT…]]
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command, Option } from 'commander'
import { createPicture, openPicture } from '../packages/images/dist/index.js'
import { parseCount, startScript } from '../packages/terminal/dist/index.js'

const command = new Command('node bench/picture-memory.mjs')
  .argument('[width]', 'in pixels', parseCount, 20_000)
  .argument('[height]', 'in pixels', parseCount, 10_000)
  .argument('[formats...]', 'extensions of files', ['jpg', 'png', 'tif'])
  .addOption(new Option('--copy <files...>').hideHelp()) // for the processes that are measured
startScript(command)
const [width, height, formats] = command.processedArgs
const { copy: files } = command.opts()
const rowsAtOnce = 256

/** Waves with some grain. */
function rowsOf(width, height, top) {
  const data = new Uint8Array(width * height * 3)
  for (let i = 0; i < data.length; i++) {
    const pixel = Math.floor(i / 3)
    const wave = Math.sin((pixel % width) / 300) * Math.cos((top + Math.floor(pixel / width)) / 200)
    data[i] = 128 + 100 * wave * (1 - (i % 3) / 4) + ((i * 7919) % 13)
  }
  return { width, height, channels: 3, depth: 8, data }
}

async function make(path, width, height) {
  const sink = await createPicture({ width, height, channels: 3, depth: 8 })
  for (let top = 0; top < height; top += rowsAtOnce) {
    await sink.writeRows(rowsOf(width, Math.min(rowsAtOnce, height - top), top))
  }
  await sink.save(path)
  await sink.dispose()
}

/** Copies a picture and tells the seconds of each part and the peak in MiB. */
async function copy(input, output) {
  const laps = [performance.now()]
  const source = await openPicture(input)
  laps.push(performance.now())
  const sink = await createPicture(source)
  for (let top = 0; top < source.height; top += rowsAtOnce) {
    await sink.writeRows(await source.readRows(top, Math.min(rowsAtOnce, source.height - top)))
  }
  laps.push(performance.now())
  await sink.save(output)
  laps.push(performance.now())
  await Promise.all([source.dispose(), sink.dispose()])
  const [open, rows, save] = laps.slice(1).map((lap, i) => ((lap - laps[i]) / 1000).toFixed(1))
  const peak = Math.round(process.resourceUsage().maxRSS / 1024)
  console.log(`open ${open} s, rows ${rows} s, save ${save} s, peak ${peak} MiB resident`)
}

async function measure(folder) {
  for (const format of formats) {
    const [path, copied] = ['picture', 'copy'].map(name => join(folder, `${name}.${format}`))
    await make(path, width, height)
    process.stdout.write(`${format}: `)
    const args = [fileURLToPath(import.meta.url), '--copy', path, copied]
    const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
    if (status !== 0) process.exitCode = 1
  }
}

if (files) await copy(...files)
else {
  const folder = mkdtempSync(join(tmpdir(), 'picture-memory-'))
  await measure(folder).finally(() => rmSync(folder, { recursive: true }))
}
