import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { encodePicture, formatOfPath } from '@dfpir/images'
import { runCommand } from '@dfpir/terminal'
import { captureOutput } from '@dfpir/testing'
import { createDatasetsCommand } from './datasets-command.js'

const folders: string[] = []

/** A data set of grey pictures of the sizes given by their names; removed when the test file ends. */
async function dataset(files: Record<string, readonly [width: number, height: number]>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'dfpir-datasets-'))
  folders.push(root)
  for (const [name, [width, height]] of Object.entries(files)) {
    const data = new Uint8Array(width * height).fill(90)
    await mkdir(dirname(join(root, name)), { recursive: true })
    const bytes = await encodePicture({ width, height, channels: 1, depth: 8, data }, formatOfPath(name))
    await writeFile(join(root, name), bytes)
  }
  return root
}

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true })
})

async function run(...args: string[]) {
  const { result: code, ...output } = await captureOutput(() => runCommand(createDatasetsCommand(), args))
  return { code, ...output }
}

test('a data set without faults', async () => {
  const root = await dataset({
    'A/blur/1.png': [40, 24],
    'A/sharp/1.png': [40, 24],
    'B/blur/1.jpg': [64, 48],
    'B/sharp/1.png': [64, 48],
  })
  expect(await run('check', root)).toEqual({
    code: 0,
    stdout: `folder    ${root}
layout    gopro · GoPro: motion blur
pictures  4: 3 png, 1 jpeg
pairs     2
halves    none: training and evaluation would use the same pictures
sizes     40 to 64 × 24 to 48, shortest side 24
faults    none
`,
    stderr: '',
  })
})

test('clean photographs have no pairs', async () => {
  const { code, stdout } = await run('check', await dataset({ '1.png': [8, 8] }))
  expect(code).toBe(0)
  expect(stdout).toContain('layout    flat · clean photographs\npictures  1: 1 png\nsizes     8 × 8, shortest side 8\n')
})

test('faults are counted on stdout and told on stderr', async () => {
  const root = await dataset({ 'low/1.png': [8, 8], 'high/1.png': [8, 6], 'low/2.png': [8, 8], 'high/3.png': [8, 8] })
  const { code, stdout, stderr } = await run('check', root)
  expect(code).toBe(1)
  expect(stdout).toContain('\nfaults    3\n')
  expect(stderr).toMatch(
    /^error: 3 faults in .*:\n {2}.*low\/2\.png has no clean partner\n {2}.*high\/3\.png .*\n {2}.*8×8.*8×6\n$/,
  )
})

test('--json: one object, with every fault', async () => {
  const root = await dataset({ '1.png': [8, 8], '2.png': [9, 7] })
  const { code, stdout } = await run('check', root, '--layout', 'bsd400', '--json')
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toEqual({
    folder: root,
    layout: 'bsd400',
    pictures: 2,
    pairs: null,
    formats: { png: 2 },
    sizes: { width: [8, 9], height: [7, 8], shortestSide: 7, largestArea: 64 },
    halves: null,
    faults: [{ kind: 'dataset', message: expect.stringContaining('should have 400 pictures, found 2') }],
  })
})

test('wrong usage and wrong folders', async () => {
  const root = await dataset({ 'low/1.png': [8, 8], 'high/1.png': [8, 8] })
  expect(await run('check', root, '--layout', 'loll')).toMatchObject({
    code: 2,
    stderr: 'error: there is no layout loll\nhint: Did you mean lol?\n',
  })
  expect(await run('check', join(root, 'gone'))).toMatchObject({ code: 2 })
  expect(await run('check')).toMatchObject({ code: 2 })
  expect(await run('check', root, '--layout', 'gopro')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('expected blur/ and sharp/ in'),
  })
})

test('layouts are listed with their trees', async () => {
  const { code, stdout } = await run('layouts')
  expect(code).toBe(0)
  expect(stdout).toContain('rain100l · Rain100L: light rain\n    ROOT/rainy/rain-N.png → ROOT/gt/norain-N.png\n')
  expect(stdout).toMatch(/^bsd400 · BSD400: 400 clean photographs$/m)
})

test('both halves of a data set are named', async () => {
  const both = (half: string) => ({ [`${half}/low/1.png`]: [8, 8], [`${half}/high/1.png`]: [8, 8] }) as const
  const root = await dataset({ ...both('our485'), ...both('eval15') })
  const { stdout } = await run('check', root)
  expect(stdout).toContain('\nhalves    our485/ 1 pairs to train on, eval15/ 1 pairs to measure on\n')
  expect(JSON.parse((await run('check', root, '--json')).stdout).halves).toEqual({ our485: 1, eval15: 1 })
})

test('pairs that no layout recognises are no clean photographs without faults', async () => {
  const sides = await dataset({ 'l/a1.png': [8, 8], 'l/a2.png': [8, 8], 'r/b1.png': [8, 8], 'r/b2.png': [8, 8] })
  expect(await run('check', sides)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/ {2}l\/ and r\/ have 2 names in common and look like pairs, .* or write a list\n$/),
  })
  const above = await dataset({ 'outdoor/hazy/1_1_0.1.png': [8, 8], 'outdoor/gt/1.png': [8, 8], 'notes/2.png': [8, 8] })
  expect(await run('check', above)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('  outdoor/ has the layout sots: check and use that folder\n'),
  })
  expect(await run('check', sides, '--layout', 'flat')).toMatchObject({ code: 0 })
})

test('rain/ and norain/ are pairs of rain', async () => {
  const root = await dataset({ 'rain/rain-1.png': [8, 8], 'norain/norain-1.png': [8, 8] })
  expect((await run('check', root)).stdout).toMatch(/layout {4}rain100l.*\n.*\npairs {5}1\n/)
})
