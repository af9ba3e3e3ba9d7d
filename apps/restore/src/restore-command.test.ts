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

const denoise = (...args: string[]) => restore(...args, '--task', 'denoise')

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
  expect(stdout.split('\n')).toHaveLength(2)
  expect(stderr).toMatch(/a\.png → .*a\.png \(40×24, derain, \d+ s\)\n/)
  const report = lastLine(stdout)
  const shared = { tiles: 1, task: 'derain', prompt: 'derain', seconds: expect.any(Number) }
  expect(report).toEqual({
    files: [
      { input: at('a.png'), output: at('json', 'a.png'), width: 40, height: 24, ...shared },
      { input: at('b.jpg'), output: at('json', 'b.jpg'), width: 17, height: 30, ...shared },
    ],
    leftAlone: [],
    failed: [],
    skipped: [],
    engine: 'onnxruntime',
    precision: 'f32',
    peakRssBytes: expect.any(Number),
  })
  expect(await decodePicture(at('json', 'b.jpg'))).toMatchObject({ width: 17, height: 30, format: 'jpeg' })
})

test('without -o the result lies beside the input, and the line says what was done', async () => {
  const { code, stdout } = await denoise(at('a.png'))
  expect(code).toBe(0)
  expect(stdout).toMatch(/a\.png → .*a\.restored\.png \(40×24, denoise-25, noise 2\d\.\d, \d+ s\)\n$/)
  expect(existsSync(at('a.restored.png'))).toBe(true)
})

test('a bad file does not keep the others from being restored; no partial files remain', async () => {
  const { code, stdout, stderr } = await denoise(
    at('missing.png'),
    at('broken.png'),
    at('a.png'),
    '-o',
    at('some'),
    '--json',
  )
  expect(code).toBe(1)
  expect(stderr).toMatch(/error: cannot read .*missing\.png: the file does not exist/)
  expect(stderr).toMatch(/error: 2 of 3 pictures could not be restored:\n {2}.*missing\.png.*\n {2}.*broken\.png.*\n$/)
  expect(stderr).not.toContain('    at ')
  const { files, failed } = lastLine(stdout)
  expect(files.map(({ input }: { input: string }) => input)).toEqual([at('a.png')])
  expect(failed.map(({ input }: { input: string }) => input)).toEqual([at('missing.png'), at('broken.png')])
  expect(readdirSync(at('some'))).toEqual(['a.png'])
})

test('one picture that cannot be restored is told by its own error, and JSON says so too', async () => {
  const { code, stdout, stderr } = await denoise(at('broken.png'), '-o', at('none.png'), '--json')
  expect(code).toBe(1)
  expect(stderr).toMatch(/^error: cannot decode .*broken\.png.*\nhint: .*\n$/)
  expect(lastLine(stdout)).toMatchObject({
    files: [],
    failed: [{ input: at('broken.png'), error: expect.any(String) }],
  })
  expect(existsSync(at('none.png'))).toBe(false)
})

test('a folder and a pattern keep their tree, and a second run restores what is missing', async () => {
  for (const name of ['tree/1.png', 'tree/x/1.png', 'tree/x/2.png']) await writePicture(at(name), noisyPicture(16, 16))
  const first = await denoise(at('tree/*/2.png'), '-o', at('tree/out'), '--format', 'webp', '--json')
  expect(lastLine(first.stdout).files[0].output).toBe(at('tree/out/x/2.webp'))
  const second = await denoise(at('tree'), '-o', at('tree/out'), '--format', 'webp', '--skip-existing', '--json')
  const { files, skipped } = lastLine(second.stdout)
  expect(files.map(({ output }: { output: string }) => output)).toEqual(
    ['1.webp', 'x/1.webp'].map(name => at('tree/out', name)),
  )
  expect(skipped).toEqual([{ input: at('tree/x/2.png'), output: at('tree/out/x/2.webp') }])
  expect(await decodePicture(at('tree/out/x/1.webp'))).toMatchObject({ format: 'webp', width: 16 })
  const third = await restore(at('tree'), '-o', at('tree/out'), '--format', 'webp', '--skip-existing')
  expect(third).toMatchObject({ code: 0, stderr: '3 skipped, their results exist\n' })
})

test('an output that cannot be written is found before the work', async () => {
  const { code, stderr } = await restore(at('a.png'), '-o', at('a.png', 'below.png'))
  expect(code).toBe(1)
  expect(stderr).toMatch(/^error: cannot write to .*a\.png is not a folder\n/)
})

test('existing files are kept unless --force', async () => {
  mkdirSync(at('kept'))
  writeFileSync(at('kept', 'a.png'), 'mine')
  const refused = await restore(at('a.png'), '-o', at('kept'))
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('Add --force to overwrite') })
  expect(readFileSync(at('kept', 'a.png'), 'utf8')).toBe('mine')
  expect((await denoise(at('a.png'), '-o', at('kept'), '--force')).code).toBe(0)
  expect((await decodePicture(at('kept', 'a.png'))).width).toBe(40)
})

test('free text: what it was read as is told, and how sure that is', async () => {
  const text = 'remove the rain from my holiday picture'
  const { code, stdout, stderr } = await restore(at('a.png'), '-o', at('text.png'), '--prompt', text, '--json')
  expect(code).toBe(0)
  expect(stderr).toContain(`"${text}" → prompt derain ("Rain degradation with rain lines"), 90 % sure\n`)
  const [file] = lastLine(stdout).files
  expect(file).toMatchObject({ task: 'derain', prompt: 'derain', promptConfidence: expect.closeTo(0.9) })
})

test('free text about noise: the level is what it says, else what --sigma says or the picture shows', async () => {
  const run = (...args: string[]) => restore(at('a.png'), '-o', at('noise.png'), '--force', '--json', ...args)
  const shown = await run('--prompt', 'too much grain')
  expect(shown.stderr).toContain('"too much grain" → noise, at the level estimated for each picture, 90 % sure\n')
  expect(lastLine(shown.stdout).files[0]).toMatchObject({ prompt: 'denoise-25', noise: expect.any(Number) })
  const said = lastLine((await run('--prompt', 'a little noise')).stdout)
  expect(said.files[0]).not.toHaveProperty('noise')
  expect(said.files[0].prompt).toBe('denoise-15')
  const given = lastLine((await run('--prompt', 'a little noise', '--sigma', '50')).stdout)
  expect(given.files[0].prompt).toBe('denoise-50')
})

test('a prompt by its name or text needs no reading', async () => {
  const { stdout, stderr } = await restore(at('a.png'), '-o', at('named.png'), '--prompt', 'DEHAZE', '--json')
  expect(stderr).not.toContain('sure')
  expect(lastLine(stdout).files[0]).toMatchObject({ prompt: 'dehaze' })
  expect(lastLine(stdout).files[0]).not.toHaveProperty('promptConfidence')
})

test('tiles: by their size, and smaller with little memory', async () => {
  await writePicture(at('wide.png'), noisyPicture(200, 32))
  const tiled = await denoise(at('wide.png'), '-o', at('wide-1.png'), '--tile', '64', '--json')
  expect(lastLine(tiled.stdout).files[0].tiles).toBeGreaterThan(2)
  await writePicture(at('large.png'), noisyPicture(160, 160))
  const small = await denoise(at('large.png'), '-o', at('large-1.png'), '--tile', 'off', '--memory', '100MB', '--json')
  expect(lastLine(small.stdout).files[0].tiles).toBeGreaterThan(2)
})

test.each([
  ['two inputs to one file', ['IN/a.png', 'IN/b.jpg', '-o', 'IN/x.png'], 'cannot all be written to'],
  ['the input as output', ['IN/a.png', '-o', 'IN/a.png', '--force'], 'would be overwritten'],
  ['no inputs', [], "missing required argument 'input'"],
  ['an unknown option', ['IN/a.png', '--taks', 'derain'], 'Did you mean --task?'],
  ['an unknown task', ['IN/a.png', '--task', 'desnow'], 'Allowed choices are denoise, derain'],
  ['an unknown engine', ['IN/a.png', '--engine', 'abacus'], 'Allowed choices are auto, onnxruntime'],
  [
    'a precision that the engine lacks',
    ['IN/a.png', '-o', 'IN/z.png', '--precision', 'bf16'],
    'Its precisions are: f32.',
  ],
  ['a tile that is no size', ['IN/a.png', '--tile', '-4'], 'a number of pixels of at least 32'],
  ['memory that is no amount', ['IN/a.png', '--memory', 'lots'], 'an amount such as 2GB'],
  ['too many threads', ['IN/a.png', '--threads', '5000'], 'a whole number from 1 to 1024'],
  ['an unknown format', ['IN/a.png', '--format', 'bmp'], 'Allowed choices are jpeg, png, webp, tiff, avif'],
  ['a pattern without pictures', ['IN/*.tif'], 'no pictures in the pattern'],
  ['both ways with existing files', ['IN/a.png', '--force', '--skip-existing'], 'cannot be used with option'],
  ['stdin among pictures', ['IN/a.png', '-', '-o', 'IN/z'], 'cannot be restored together'],
  ['several pictures to stdout', ['IN/a.png', 'IN/b.jpg', '-o', '-'], 'cannot all be written to stdout'],
  ['JSON and a picture on stdout', ['IN/a.png', '-o', '-', '--json'], 'cannot both go to stdout'],
  ['an unknown prompt', ['IN/a.png', '-o', 'IN/y.png', '--prompt', 'a cat'], 'it is not clear what "a cat" asks for'],
  [
    'a text of two degradations',
    ['IN/a.png', '-o', 'IN/y.png', '--prompt', 'rain and fog'],
    'Considered: derain 45 %, dehaze 45 %.',
  ],
  [
    'another prompt than the task has',
    ['IN/b.jpg', '--task', 'derain', '--prompt', 'fog'],
    'The prompts are: "Rain deg',
  ],
  ['a text besides looking', ['IN/a.png', '--task', 'auto', '--prompt', 'fog'], 'use only one of them'],
  ['an encoder for nothing', ['IN/a.png', '--encoder', 'IN'], '--encoder needs a text: add --prompt'],
  ['an exact text without encoder', ['IN/a.png', '--prompt', 'fog', '--prompt-exact'], 'needs --encoder, which'],
  ['an unknown kind of output', ['IN/a.png', '-o', 'IN/y.xyz'], 'no extension of a known image format'],
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
