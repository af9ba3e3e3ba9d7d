// The built command, where what it writes cannot go anywhere.
import { spawnSync } from 'node:child_process'
import { existsSync, openSync } from 'node:fs'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { startDfpir } from './dfpir-command.test.helper.js'

/** Runs the command with one of its outputs closed, and gives its exit code and what came on the other one. */
async function runWithout(closed: 'stdout' | 'stderr', ...args: string[]) {
  const child = startDfpir(...args)
  const code = new Promise<number | null>(done => child.on('close', done))
  child[closed]!.destroy()
  const other = await text(child[closed === 'stdout' ? 'stderr' : 'stdout']!)
  return { code: await code, other }
}

test.each([[['evaluate', '--help']], [['--version']], [['prompts', 'list']]])(
  '%j ends quietly when nobody reads its stdout',
  async args => {
    expect(await runWithout('stdout', ...args)).toEqual({ code: 141, other: '' })
  },
)

test('an error that nobody reads on stderr ends quietly, too', async () => {
  expect(await runWithout('stderr', 'restroe')).toEqual({ code: 141, other: '' })
})

const full = '/dev/full'
const testWhereFull = existsSync(full) ? test : test.skip

testWhereFull('a full disk below stdout is told in one line', () => {
  const command = resolve(__dirname, '../bin/dfpir.js')
  const stdio = ['ignore', openSync(full, 'w'), 'pipe'] as const
  const { status, stderr } = spawnSync(process.execPath, [command, '--version'], {
    stdio: [...stdio],
    encoding: 'utf8',
  })
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringMatching(/^error: cannot write the output: ENOSPC.*\n$/),
  })
})
