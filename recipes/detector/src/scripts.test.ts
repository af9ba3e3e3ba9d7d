// The scripts as they run after a build.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

function script(name: string, ...args: string[]) {
  const { status, stderr } = spawnSync(process.execPath, [join(__dirname, '..', name), ...args], { encoding: 'utf8' })
  return { status, stderr }
}

test.each([
  [
    'calibrate.mjs',
    ['--cashe', 'x'],
    "error: unknown option '--cashe'\n(Did you mean --cache?)\n(add --help for usage)\n",
  ],
  ['evaluate.mjs', [], "error: missing required argument 'photographs'\n(add --help for usage)\n"],
  [
    'evaluate.mjs',
    ['gone', 'rain=gone'],
    "error: command-argument value 'rain=gone' is invalid for argument 'real'. It must be TASK=FOLDER, with tasks out of " +
      'denoise, derain, dehaze, deblur, lowlight, or clean=FOLDER.\n(add --help for usage)\n',
  ],
  ['measure-order.mjs', ['gone'], 'error: there is no folder gone\nhint: Check the path; it is case-sensitive.\n'],
])('%s %j ends with a message and without a stack', (name, args, stderr) => {
  expect(script(name, ...args)).toEqual({ status: 2, stderr })
})
