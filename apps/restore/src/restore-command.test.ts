import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodePicture, writePicture } from '@dfpir/images'
import { capture, noisyPicture, saveTinyModel, temporaryFolder } from './command.test.helper.js'
import { createRestoreCommand } from './restore-command.js'

const folder = temporaryFolder()
const at = (...parts: string[]) => join(folder, ...parts)
const model = at('model')

beforeAll(async () => {
  await saveTinyModel(model)
  await writePicture(at('a.png'), noisyPicture(40, 24))
  await writePicture(at('b.jpg'), noisyPicture(17, 30))
  writeFileSync(at('broken.png'), readFileSync(at('a.png')).subarray(0, 200))
})

const restore = (...args: string[]) =>
  capture(createRestoreCommand(), [...args, '--model', model, '--engine', 'onnxruntime', '--threads', '1'])

const lastLine = (text: string) => JSON.parse(text.trimEnd().split('\n').pop()!)

test('--json reports each file on the last line of stdout', async () => {
  const { code, stdout, stderr } = await restore(
    at('a.png'),
    at('b.jpg'),
    '-o',
    at('json'),
    '--task',
    'derain',
    '--json',
  )
  expect(code).toBe(0)
  expect(stderr).toContain('1/1 tile')
  const report = lastLine(stdout)
  const shared = { tiles: 1, task: 'derain', prompt: 'derain', seconds: expect.any(Number) }
  expect(report).toEqual({
    files: [
      { input: at('a.png'), output: at('json', 'a.png'), width: 40, height: 24, ...shared },
      { input: at('b.jpg'), output: at('json', 'b.jpg'), width: 17, height: 30, ...shared },
    ],
    failed: [],
    peakRssBytes: expect.any(Number),
  })
  expect(await decodePicture(at('json', 'b.jpg'))).toMatchObject({ width: 17, height: 30, format: 'jpeg' })
})

test('without options the result lies beside the input, and the line says what was done', async () => {
  const { code, stdout } = await restore(at('a.png'))
  expect(code).toBe(0)
  expect(stdout).toMatch(/a\.png → .*a\.restored\.png \(40×24, denoise-25, \d+ s\)\n$/)
  expect(existsSync(at('a.restored.png'))).toBe(true)
})

test('a bad file does not keep the others from being restored; no partial files remain', async () => {
  const { code, stdout, stderr } = await restore(
    at('missing.png'),
    at('broken.png'),
    at('a.png'),
    '-o',
    at('some'),
    '--json',
  )
  expect(code).toBe(1)
  expect(stderr).toMatch(/error: cannot read .*missing\.png: there is no such file/)
  expect(stderr).toContain('error: 2 of 3 pictures could not be restored')
  expect(stderr).not.toContain('    at ')
  const { files, failed } = lastLine(stdout)
  expect(files.map(({ input }: { input: string }) => input)).toEqual([at('a.png')])
  expect(failed.map(({ input }: { input: string }) => input)).toEqual([at('missing.png'), at('broken.png')])
  expect(readdirSync(at('some'))).toEqual(['a.png'])
})

test('existing files are kept unless --force', async () => {
  mkdirSync(at('kept'))
  writeFileSync(at('kept', 'a.png'), 'mine')
  const refused = await restore(at('a.png'), '-o', at('kept'))
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('Add --force to overwrite.') })
  expect(readFileSync(at('kept', 'a.png'), 'utf8')).toBe('mine')
  expect((await restore(at('a.png'), '-o', at('kept'), '--force')).code).toBe(0)
  expect((await decodePicture(at('kept', 'a.png'))).width).toBe(40)
})

test('tiles: by their size, and smaller with little memory', async () => {
  await writePicture(at('wide.png'), noisyPicture(200, 32))
  const tiled = await restore(at('wide.png'), '-o', at('wide-1.png'), '--tile', '64', '--task', 'denoise', '--json')
  expect(lastLine(tiled.stdout).files[0].tiles).toBeGreaterThan(2)
  await writePicture(at('large.png'), noisyPicture(160, 160))
  const small = await restore(at('large.png'), '-o', at('large-1.png'), '--tile', 'off', '--memory', '100MB', '--json')
  expect(lastLine(small.stdout).files[0].tiles).toBeGreaterThan(2)
})

test.each([
  ['two inputs to one file', ['IN/a.png', 'IN/b.jpg', '-o', 'IN/x.png'], 'cannot all be written to'],
  ['the input as output', ['IN/a.png', '-o', 'IN/a.png', '--force'], 'would be overwritten'],
  ['no inputs', [], "missing required argument 'input'"],
  ['an unknown option', ['IN/a.png', '--taks', 'derain'], 'Did you mean --task?'],
  ['an unknown task', ['IN/a.png', '--task', 'desnow'], 'Allowed choices are denoise, derain'],
  ['an unknown engine', ['IN/a.png', '--engine', 'abacus'], 'Allowed choices are auto, onnxruntime, tensorflow'],
  [
    'a precision that the engine lacks',
    ['IN/a.png', '-o', 'IN/z.png', '--precision', 'bf16'],
    'Use one that does: tensorflow.',
  ],
  ['a tile that is no size', ['IN/a.png', '--tile', '-4'], 'a number of pixels of at least 32'],
  ['memory that is no amount', ['IN/a.png', '--memory', 'lots'], 'an amount such as 2GB'],
  ['an unknown prompt', ['IN/a.png', '-o', 'IN/y.png', '--prompt', 'a cat'], 'The prompts are: "Gaussian noise'],
  ['an unknown kind of output', ['IN/a.png', '-o', 'IN/y.xyz'], 'the kind of file is not known'],
])('%s is wrong usage', async (_, args, message) => {
  const { code, stderr } = await restore(...args.map(argument => argument.replace('IN', folder)))
  expect(stderr).toContain(message)
  expect(code).toBe(2)
  expect(stderr).not.toContain('    at ')
})

test('a model that is not there, and one that is damaged', async () => {
  const run = (location: string) => capture(createRestoreCommand(), [at('b.jpg'), '--model', location])
  expect(await run(at('nowhere'))).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no model') })
  expect(await run('dfpir-smal')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Did you mean "dfpir-small"?'),
  })
  expect((await run(at('a.png'))).code).toBe(1)
})
