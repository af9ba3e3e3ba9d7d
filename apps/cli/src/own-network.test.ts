// A network that the user registers, on the built command: what is stored of it holds for its code alone.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { writePicture } from '@dfpir/images'
import { ended } from './dfpir-command.test.helper.js'

const folder = mkdtempSync(join(tmpdir(), 'dfpir-own-network-'))
const at = (...parts: string[]) => join(folder, ...parts)
afterAll(() => rmSync(folder, { recursive: true }))

const packages = resolve(__dirname, '../../../packages')
const built = (name: string) => pathToFileURL(join(packages, name, 'dist/index.js')).href
const tfjs = (name: string) =>
  pathToFileURL(createRequire(join(packages, 'model/package.json')).resolve(`@tensorflow/tfjs-${name}`)).href

const network = `
import tfl from '${tfjs('layers')}'
import { registerNetwork } from '${built('model')}'
import { nafnetNetwork } from '${built('networks')}'
import { gain } from './gain.mjs'

const scaled = {
  ...nafnetNetwork,
  name: 'scaled',
  parse: json => ({ ...nafnetNetwork.parse(json), architecture: 'scaled' }),
  connect: (...args) => tfl.layers.rescaling({ scale: gain, name: 'gain' }).apply(nafnetNetwork.connect(...args)),
}
registerNetwork(scaled, import.meta.url)
`

const model = `
import '${tfjs('backend-cpu')}'
import './network.mjs'
import { createNetwork, parseNetwork, savePretrained, stateDict } from '${built('model')}'

const config = parseNetwork({ architecture: 'scaled', width: 4, encoder: [1], middle: 1, decoder: [1] })
const network = createNetwork(config, { seed: 1 })
await savePretrained('${at('model')}', { config, stateDict: await stateDict(network, config), prompts: [] })
`

async function evaluate(registered = true) {
  const command = resolve(__dirname, '../bin/dfpir.js')
  const place = ['--data', at('photos'), '--model', at('model'), '--engine', 'onnxruntime']
  const child = spawn(process.execPath, [command, 'evaluate', 'denoise', '--sigma', '25', ...place, '--json'], {
    env: {
      ...process.env,
      DFPIR_GRAPH_CACHE: at('graphs'),
      ...(registered && { NODE_OPTIONS: `--import=${pathToFileURL(at('network.mjs')).href}` }),
    },
    stdio: 'pipe',
  })
  const { code, stdout, stderr } = await ended(child)
  return { code, stderr, psnr: code === 0 ? JSON.parse(stdout.trim().split('\n').at(-1)!).psnr : undefined }
}

test('an edit of its module shows at once, and without it a stored network does not run', async () => {
  const data = Uint8Array.from({ length: 32 * 24 * 3 }, (_, i) => 100 + 50 * Math.sin(i / 40))
  await writePicture(at('photos', 'a.png'), { width: 32, height: 24, channels: 3, depth: 8, data })
  writeFileSync(at('network.mjs'), network)
  writeFileSync(at('make.mjs'), model)
  writeFileSync(at('gain.mjs'), 'export const gain = 1')
  execFileSync(process.execPath, [at('make.mjs')])
  const first = await evaluate()
  expect(first.code).toBe(0)
  expect((await evaluate()).psnr).toBe(first.psnr)
  writeFileSync(at('gain.mjs'), 'export const gain = 0.25')
  const second = await evaluate()
  expect(second.code).toBe(0)
  expect(second.psnr).not.toBe(first.psnr)
  const unregistered = await evaluate(false)
  expect(unregistered.code).toBe(2)
  expect(unregistered.stderr).toMatch(/there is no architecture scaled/)
})
