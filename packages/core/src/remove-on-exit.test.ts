import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { transformSync } from '@swc/core'

const source = readFileSync(join(__dirname, 'remove-on-exit.ts'), 'utf8')
const { code } = transformSync(source, { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } })

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dfpir-exit-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Runs a program that has `left.tmp` and `kept.tmp` and gives up removing the second. */
function run(end: string) {
  const program = join(folder, 'program.mjs')
  const [left, kept] = [join(folder, 'left.tmp'), join(folder, 'kept.tmp')]
  for (const path of [left, kept]) writeFileSync(path, '')
  writeFileSync(
    program,
    `${code}
    removeOnExit(${JSON.stringify(left)})
    removeOnExit(${JSON.stringify(kept)})()
    setTimeout(() => {}, 60_000)
    ${end}`,
  )
  const result = spawnSync(process.execPath, [program])
  expect(existsSync(kept)).toBe(true)
  return result
}

test.each(['process.exit(3)', 'throw new Error()'])('removes at the end by %s', end => {
  expect(run(end).status).toBeGreaterThan(0)
  expect(readdirSync(folder)).not.toContain('left.tmp')
})

test.each(['SIGINT', 'SIGTERM'])('removes at %s, which still ends the process', signal => {
  expect(run(`process.kill(process.pid, '${signal}')`).signal).toBe(signal)
  expect(readdirSync(folder)).not.toContain('left.tmp')
})

test('a program with a handler of its own decides, and the path goes when it exits', () => {
  const end = `process.on('SIGINT', () => setTimeout(() => process.exit(130), 20)); process.kill(process.pid, 'SIGINT')`
  expect(run(end).status).toBe(130)
  expect(readdirSync(folder)).not.toContain('left.tmp')
})
