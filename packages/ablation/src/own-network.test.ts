import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { registerNetwork } from '@dfpir/model'
import { type NetworkKind, nafnetNetwork } from '@dfpir/networks'
import { parseSweep } from './sweep.js'

const folder = mkdtempSync(join(tmpdir(), 'dfpir-own-network-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('a trial of a registered network is another one once its code has changed', async () => {
  const module = join(folder, 'network.mjs')
  writeFileSync(module, 'export const gain = 1')
  const parse = (json: unknown) => ({ ...nafnetNetwork.parse(json), architecture: 'own' as const })
  registerNetwork({ ...nafnetNetwork, name: 'own', parse } as NetworkKind, pathToFileURL(module).href)
  const sweep = (architecture: string) =>
    parseSweep(
      {
        base: { model: { architecture, width: 8 }, data: [{ task: 'derain', clean: 'photos' }], steps: 3 },
        evaluate: [{ task: 'derain', clean: 'photos' }],
        output: 'run',
      },
      folder,
    )
  const [first] = (await sweep('own')).trials
  expect((await sweep('own')).trials[0]).toEqual(first)
  expect(first.networkCode).toMatch(/^[0-9a-f]{64}$/)
  const [known] = (await sweep('nafnet')).trials
  expect(known.networkCode).toBeUndefined()
  writeFileSync(module, 'export const gain = 2')
  const [second] = (await sweep('own')).trials
  expect(second.id).not.toBe(first.id)
  expect((await sweep('nafnet')).trials[0].id).toBe(known.id)
})
