import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const campaign = (name: string, ...args: string[]) =>
  promisify(execFile)(process.execPath, [join(__dirname, '../campaigns', name), ...args])

test('a run that is killed now and then ends with the bits of one that is not', async () => {
  const { stdout } = await campaign('kills.mjs', '--kills', '3', '--steps', '70')
  expect(JSON.parse(stdout)).toMatchObject({ kills: 3, steps: 70 })
  expect(new Set(Object.values(JSON.parse(stdout).equal))).toEqual(new Set([true]))
})

test('memory and tensors stay flat', async () => {
  const { stdout } = await campaign('soak.mjs', '--steps', '120', '--settle', '40')
  expect(JSON.parse(stdout).tensors).toHaveLength(1)
})
