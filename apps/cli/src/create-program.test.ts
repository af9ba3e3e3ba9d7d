import { runCommand } from '@dfpir/terminal'
import { captureOutput } from '@dfpir/testing'
import { commands } from './commands.js'
import { createProgram } from './create-program.js'

/** Runs a command line and gives its exit code and what it printed. */
async function run(...args: string[]) {
  const { result: code, ...printed } = await captureOutput(async () =>
    runCommand(await createProgram(args, '1.2.3'), args),
  )
  return { code, ...printed }
}

test('--version and --help', async () => {
  expect(await run('--version')).toEqual({ code: 0, stdout: '1.2.3\n', stderr: '' })
  const { code, stdout } = await run('--help')
  expect(code).toBe(0)
  for (const { name, summary } of commands) expect(stdout).toMatch(new RegExp(`${name}.*${summary}`))
})

test.each(commands.map(({ name }) => name))('%s has a help text of its own', async name => {
  for (const args of [
    [name, '--help'],
    ['help', name],
  ]) {
    const { code, stdout } = await run(...args)
    expect(code).toBe(0)
    expect(stdout).toContain(`Usage: dfpir ${name}`)
    expect(stdout.split('\n').length).toBeGreaterThan(5)
  }
})

test('unknown commands and options are wrong usage with a suggestion', async () => {
  expect(await run('restroe', 'a.jpg')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Did you mean restore?'),
  })
  expect(await run('--versoin')).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean --version?') })
  expect(await run()).toMatchObject({ code: 2, stderr: expect.stringContaining('Usage: dfpir') })
})
