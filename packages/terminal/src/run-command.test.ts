import { DataError, EnvironmentError, UsageError } from '@dfpir/core'
import { Command } from 'commander'
import { runCommand } from './run-command.js'

let written: string
beforeEach(() => {
  written = ''
  jest.spyOn(process.stderr, 'write').mockImplementation(text => {
    written += text
    return true
  })
})
afterEach(() => jest.restoreAllMocks())

function failing(error: unknown): Command {
  return new Command('app').addCommand(
    new Command('work').option('--tile <n>', 'a tile').action(async () => {
      throw error
    }),
  )
}

test.each([
  [new UsageError('wrong', { hint: 'Do it right.' }), 2, 'error: wrong\nhint: Do it right.\n'],
  [new DataError('bad file'), 1, 'error: bad file\n'],
  [new EnvironmentError('no room'), 1, 'error: no room\n'],
  [new DOMException('This operation was aborted', 'AbortError'), 130, 'stopped\n'],
])('%s ends with its exit code and without a stack', async (error, code, text) => {
  expect(await runCommand(failing(error), ['work'])).toBe(code)
  expect(written).toBe(text)
})

test('a defect shows its stack', async () => {
  expect(await runCommand(failing(new TypeError('oops')), ['work'])).toBe(1)
  expect(written).toContain('TypeError: oops\n    at ')
})

test('unknown options and commands of subcommands exit with 2 and suggest the nearest', async () => {
  expect(await runCommand(failing(undefined), ['work', '--tiles', '3'])).toBe(2)
  expect(written).toContain('Did you mean --tile?')
  expect(await runCommand(failing(undefined), ['wrok'])).toBe(2)
  expect(written).toContain('Did you mean work?')
})

test('help exits with 0 on stdout', async () => {
  const stdout = jest.spyOn(process.stdout, 'write').mockReturnValue(true)
  expect(await runCommand(failing(undefined), ['work', '--help'])).toBe(0)
  expect(String(stdout.mock.calls[0][0])).toContain('--tile <n>')
})
