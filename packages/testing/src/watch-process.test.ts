import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { watchProcess } from './watch-process.js'

const root = mkdtempSync(join(tmpdir(), 'dfpir-watch-'))
afterAll(() => rmSync(root, { recursive: true }))

const script = `
const { writeFileSync, rmSync } = require('node:fs')
const { join } = require('node:path')
const cache = join(process.env.XDG_CACHE_HOME, 'kept')
const passing = join(require('node:os').tmpdir(), 'passing')
writeFileSync(cache, '')
writeFileSync(passing, '')
rmSync(passing)
const worker = new (require('node:worker_threads').Worker)(
  "require('node:dns').lookup('localhost', { family: 4 }, () => require('node:dgram').createSocket('udp4').bind(0, '127.0.0.1', function () { this.close() }))",
  { eval: true },
)
worker.on('exit', () => process.exit(process.env.CI === undefined ? 7 : 8))`

test('files, sockets and lookups of a process and its threads are seen, also those that do not last', async () => {
  const { code, files, network, created } = await watchProcess(['-e', script], { root })
  expect(code).toBe(7)
  expect(files).toEqual(['cache/kept'])
  if (process.platform !== 'linux') return
  expect(new Set(network)).toEqual(new Set(['lookup localhost', 'socket IPv4']))
  expect(created).toEqual(expect.arrayContaining([join(root, 'cache/kept'), join(root, 'temporary/passing')]))
})
