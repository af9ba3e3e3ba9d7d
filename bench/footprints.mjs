// Measures what the memory plan is made of (packages/inference/src/footprints.ts): the peak memory of processes that
// restore pictures of several sizes, each as one tile and with nothing stored, with the small and the paper's network:
//   node bench/footprints.mjs [--engines onnxruntime,openvino,tensorflow] [--precisions f32,bf16]
// and prints per engine and precision the least `base`, `perWeight`, `perFeature` that cover what was measured.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command, Option } from 'commander'
import { parseList, startScript } from '../packages/terminal/dist/index.js'

const command = new Command('node bench/footprints.mjs')
  .option('--engines <list>', 'engines, separated by commas', parseList(String), [
    'onnxruntime',
    'openvino',
    'tensorflow',
  ])
  .option('--precisions <list>', 'precisions, separated by commas', parseList(String), ['f32', 'bf16'])
  .addOption(new Option('--restore <what...>').hideHelp()) // for the processes that are measured
startScript(command)
const { engines, precisions, restore } = command.opts()
const sizes = { small: [128, 256, 512], paper: [128, 256] }
const dims = { small: 16, paper: 48 }

if (restore) await restoreOnce(...restore)
else await measureAll()

/** In a process of its own: restores a picture twice. */
async function restoreOnce(model, side, engine, precision) {
  const { Restorer } = await import('../packages/inference/dist/index.js')
  const restorer = await Restorer.fromPretrained(model, { engine, precision, tile: 'off' })
  const [width, height] = [Number(side), Number(side)]
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 2_654_435_761) >>> 24)
  const picture = { width, height, channels: 3, depth: 8, data }
  for (let run = 0; run < 2; run++) await (await restorer.restore(picture, { task: 'denoise', sigma: 25 })).toBytes()
  await restorer.dispose()
  console.log(process.resourceUsage().maxRSS * 1024)
}

async function measureAll() {
  const folder = mkdtempSync(join(tmpdir(), 'dfpir-footprints-'))
  try {
    const models = await saveModels(folder)
    for (const engine of engines) {
      for (const precision of precisions) await measure(engine, precision, models, folder)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function saveModels(folder) {
  await import('../packages/inference/dist/network.js') // brings tfjs's cpu backend
  const { countParameters, createDfpir, presets, savePretrained, stateDict } = await import(
    '../packages/model/dist/index.js'
  )
  const { fixedPrompts } = await import('../packages/prompts/dist/index.js')
  const models = {}
  for (const [name, config] of Object.entries({ small: presets['dfpir-small'], paper: presets.dfpir })) {
    const model = createDfpir(config, { seed: 1 })
    const location = join(folder, name)
    await savePretrained(location, { config, stateDict: await stateDict(model, config), prompts: fixedPrompts() })
    model.dispose()
    models[name] = { location, parameters: countParameters(config) }
  }
  return models
}

async function measure(engine, precision, models, folder) {
  const points = []
  for (const [name, { location, parameters }] of Object.entries(models)) {
    for (const side of sizes[name]) {
      const cache = join(folder, 'cache')
      rmSync(cache, { recursive: true, force: true })
      const args = [fileURLToPath(import.meta.url), '--restore', location, String(side), engine, precision]
      try {
        const env = { ...process.env, DFPIR_GRAPH_CACHE: cache }
        const output = execFileSync(process.execPath, args, {
          encoding: 'utf8',
          env,
          stdio: ['ignore', 'pipe', 'pipe'],
        })
        points.push({ bytes: Number(output.trim()), features: side * side * dims[name], parameters, name, side })
      } catch (error) {
        console.log(
          `${engine} ${precision}: ${String(error.stderr)
            .trim()
            .split('\n')
            .find(line => /rror/.test(line))}`,
        )
        return
      }
    }
  }
  for (const { name, side, bytes } of points) {
    console.log(`${engine} ${precision} ${name} ${side}²: ${(bytes / 1e6).toFixed(0)} MB`)
  }
  console.log(`${engine} ${precision}:`, cover(points))
}

/** The slope between the smallest and the largest picture, and the least rest that covers all points. */
function cover(points) {
  const of = name => points.filter(point => point.name === name)
  const perFeature = Math.max(
    ...Object.keys(sizes).map(name => {
      const [first, last] = [of(name)[0], of(name).at(-1)]
      return (last.bytes - first.bytes) / (last.features - first.features)
    }),
  )
  const rest = ({ bytes, features }) => bytes - perFeature * features
  const [small, paper] = Object.keys(sizes).map(name => Math.max(...of(name).map(rest)))
  const perWeight = Math.max(0, (paper - small) / (of('paper')[0].parameters - of('small')[0].parameters))
  const base = Math.max(...points.map(point => rest(point) - perWeight * point.parameters))
  return { base, perWeight, perFeature }
}
