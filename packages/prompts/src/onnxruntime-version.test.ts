import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const lockfile = readFileSync(resolve(__dirname, '../../../pnpm-lock.yaml'), 'utf8')

test('transformers.js and the engines share one onnxruntime-node: two copies of its library clash in one process', () => {
  const installed = [...lockfile.matchAll(/^ {2}onnxruntime-node@([^:(]+):$/gm)].map(([, version]) => version)
  expect(new Set(installed).size).toBe(1)
  const catalog = /onnxruntime-node: ([\d.]+)/.exec(
    readFileSync(resolve(__dirname, '../../../pnpm-workspace.yaml'), 'utf8'),
  )
  const transformers = JSON.parse(
    readFileSync(resolve(__dirname, '../node_modules/@xenova/transformers/package.json'), 'utf8'),
  )
  expect(transformers.dependencies['onnxruntime-node']).toBe(catalog?.[1])
})
