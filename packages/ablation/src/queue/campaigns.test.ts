import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

test('with workers that are killed now and then, every trial ends once, with the bits of an undisturbed one', async () => {
  const script = join(__dirname, '../../campaigns/workers.mjs')
  const args = ['--trials', '3', '--steps', '10', '--workers', '2', '--kills', '3']
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args])
  const { kills, poisoned, ...summary } = JSON.parse(stdout)
  expect(summary).toEqual({ trials: 3, once: true, equal: true })
  expect(poisoned).toMatch(/the loss of step \d+ is .*\(after 3 attempts\)/)
  expect(kills).toBeGreaterThan(0)
})
