import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError, UsageError } from '@dfpir/core'
import { ablationPresetNames } from './ablation-presets.js'
import { parseSweep, readSweep } from './sweep.js'
import { sweepFolder, tinySweep } from './sweep.test.helper.js'

const parse = (change: object, folder = '/somewhere') => parseSweep({ ...tinySweep, ...change }, folder)
const trials = async (change: object) => (await parse(change)).trials
const ids = async (change: object) => (await trials(change)).map(({ id }) => id)
const withBase = (change: object) => ({ base: { ...tinySweep.base, ...change } })

describe('trials', () => {
  test('a grid tries every combination, once per seed', async () => {
    const found = await trials({ sweep: { gamma: [0.5, 1], loss: ['l1', 'l2'] }, seeds: [3, 4] })
    expect(found.map(({ name, seed }) => [name, seed])).toEqual([
      ['gamma 0.5, loss l1', 3],
      ['gamma 0.5, loss l1', 4],
      ['gamma 0.5, loss l2', 3],
      ['gamma 0.5, loss l2', 4],
      ['gamma 1, loss l1', 3],
      ['gamma 1, loss l1', 4],
      ['gamma 1, loss l2', 3],
      ['gamma 1, loss l2', 4],
    ])
    expect(found[2].overrides).toEqual({ gamma: 0.5, loss: 'l2' })
    expect(found[2].content).toMatchObject({ model: { dim: 4, gamma: 0.5 }, loss: 'l2', seed: 3 })
    expect(new Set(found.map(({ id }) => id)).size).toBe(8)
  })

  test('keys of the network need no prefix, others are reached with dots or as they are nested', async () => {
    const ways = [{ gamma: [0.5] }, { 'model.gamma': [0.5] }, { model: { gamma: [0.5] } }]
    const [[first], [second], [third]] = await Promise.all(ways.map(sweep => ids({ sweep })))
    expect([second, third]).toEqual([first, first])
    const [{ content }] = await trials({ sweep: { 'finetune.steps': [2] } })
    expect(content).toMatchObject({ finetune: { steps: 2 } })
  })

  test('named trials stand for themselves, or meet every combination', async () => {
    const named = [{ name: 'plain', attentionPerturbation: false }, { name: 'full' }]
    expect((await trials({ trials: named })).map(({ name }) => name)).toEqual(['plain', 'full'])
    expect(await ids({ sweep: { trials: named } })).toEqual(await ids({ trials: named }))
    const both = await trials({ trials: named, sweep: { gamma: [0.5, 1] } })
    expect(both.map(({ name }) => name)).toEqual([
      'plain, gamma 0.5',
      'plain, gamma 1',
      'full, gamma 0.5',
      'full, gamma 1',
    ])
    expect(both[0].overrides).toEqual({ attentionPerturbation: false, gamma: 0.5 })
  })

  test('a model with an architecture replaces that of the base; without one it adds keys', async () => {
    const model = { architecture: 'nafnet', width: 4, encoder: [1], middle: 1, decoder: [1] }
    const [plain, unet] = await trials({
      trials: [
        { name: 'a', model: { gamma: 0.5 } },
        { name: 'b', model },
      ],
    })
    expect(plain.content.model).toEqual({ ...tinySweep.base.model, gamma: 0.5 })
    expect(unet.content.model).toEqual(model)
  })

  test('without a sweep there is the base alone, with its own seed', async () => {
    expect(await trials(withBase({ seed: 9 }))).toMatchObject([{ name: 'base', overrides: {}, seed: 9 }])
  })

  test('are known by what decides their outcome, not by where and how they run', async () => {
    const [plain] = await ids({})
    expect(await ids(withBase({ threads: 8, workers: 3, output: 'elsewhere' }))).toEqual([plain])
    expect(await ids(withBase({ loss: 'l1' }))).toEqual([plain]) // the default
    expect((await parse({}, '/another/place')).trials[0].id).toBe(plain)
    for (const change of [{ seed: 1 }, { steps: 4 }, { data: [{ task: 'denoise', sigma: 25, clean: 'others' }] }]) {
      expect(await ids(withBase(change))).not.toContain(plain)
    }
  })

  test('that differ in nothing are a mistake', async () => {
    await expect(trials({ sweep: { gamma: [0.9, 0.9] } })).rejects.toThrow('are the same')
    await expect(trials({ sweep: { threads: [1, 2] } })).rejects.toThrow('are the same')
  })
})

describe('mistakes are told with what was meant', () => {
  test.each<[object, RegExp]>([
    [{ evalute: [] }, /unknown key evalute \(did you mean evaluate\?\)/],
    [{ sweep: { gama: [0.5] } }, /the trial "gama 0.5" cannot be trained: .*unknown key gama \(did you mean gamma\?\)/],
    [{ sweep: { gamma: [2] } }, /the trial "gamma 2" cannot be trained: .*gamma/],
    [{ sweep: { gamma: 0.5 } }, /the sweep's key gamma must be a list of values, got 0.5/],
    [{ sweep: { gamma: [] } }, /must be a list of values/],
    [{ sweep: { seed: [1, 2] } }, /cannot vary seed/],
    [{ sweep: { 'patch.x': [1] } }, /does not exist: patch has no keys/],
    [{ trials: [{ gamma: 1 }] }, /trials\.0\.name/],
    [{ seeds: [] }, /seeds/],
    [{ evaluate: undefined }, /has no evaluation data/],
    [{ evaluate: { suite: 'table9' } }, /evaluate\.suite/],
    [{ evaluate: { suite: 'table1', data: tinySweep.evaluate } }, /evaluate\.data and evaluate\.suite/],
    [{ evaluate: [{ task: 'denoise', sigmas: 25, clean: 'photos' }] }, /unknown key .*sigmas \(did you mean sigma\?\)/],
    [{ output: undefined }, /has no output folder/],
    [{ preset: 'table3' }, /there is no sweep preset table3; expected one of: table3a/],
    [withBase({ stepz: 3 }), /unknown key stepz \(did you mean steps\?\)/],
  ])('%j', async (change, message) => {
    const failure = await parse(change).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(UsageError)
    expect((failure as Error).message).toMatch(message)
  })

  test('a file that is missing, or no YAML', async () => {
    const folder = await sweepFolder()
    await expect(readSweep(join(folder, 'gone.yaml'))).rejects.toThrow(UsageError)
    await writeFile(join(folder, 'bad.yaml'), 'a: [')
    await expect(readSweep(join(folder, 'bad.yaml'))).rejects.toThrow(DataError)
  })
})

test('places are relative to the file, unless they are said beside it', async () => {
  const folder = await sweepFolder()
  await writeFile(join(folder, 'sweep.yaml'), JSON.stringify({ ...tinySweep, root: 'data' }))
  expect(await readSweep(join(folder, 'sweep.yaml'))).toMatchObject({
    root: join(folder, 'data'),
    output: join(folder, 'run'),
  })
  const changes = { root: '/data', output: '/out' }
  expect(await readSweep(join(folder, 'sweep.yaml'), changes)).toMatchObject(changes)
})

describe('presets', () => {
  test('are the rows of Table 3, and small ones find their photographs', async () => {
    const root = await sweepFolder()
    for (const name of ['bsd400', 'Kodak_24']) await mkdir(join(root, name))
    const counts = ablationPresetNames.map(async preset => {
      const sweep = await parseSweep({ preset, output: 'run' }, root)
      return [preset, new Set(sweep.trials.map(({ name }) => name)).size, sweep.trials.length]
    })
    expect(await Promise.all(counts)).toEqual([
      ['table3a', 5, 5],
      ['table3b', 5, 5],
      ['table3a-small', 5, 15],
      ['table3b-small', 5, 15],
      ['study', 10, 30],
    ])
    const { evaluate, trials } = await parseSweep({ preset: 'table3b-small', output: 'run' }, root)
    expect(evaluate.data?.[0].clean).toBe('Kodak_24')
    expect(trials[0]).toMatchObject({ name: 'γ 0.5', overrides: { gamma: 0.5 } })
    expect(trials[0].content.data).toMatchObject([{ clean: 'bsd400' }, {}, {}])
  })

  test('the study consists of the trials of both small tables and those of the U-Net', async () => {
    const root = await sweepFolder()
    const trialsOf = async (preset: string) => (await parseSweep({ preset, output: 'run' }, root)).trials
    const [parts, gammas, studied] = await Promise.all(['table3a-small', 'table3b-small', 'study'].map(trialsOf))
    const shared = new Set([...parts, ...gammas].map(({ id }) => id))
    expect(shared.size).toBe(27) // the network with all parts is in both
    const others = studied.filter(({ id }) => !shared.delete(id))
    expect(shared.size).toBe(0)
    expect(others.map(({ name }) => name)).toEqual(Array(3).fill('plain U-Net'))
    expect(others[0].content.model).not.toHaveProperty('dim')
  })

  test('give way to the keys of the file, key by key in base', async () => {
    const { trials } = await parseSweep(
      { preset: 'table3a-small', base: { steps: 7 }, seeds: [5], output: 'run' },
      await sweepFolder(),
    )
    expect(trials).toHaveLength(5)
    expect(trials[0].content).toMatchObject({ steps: 7, patch: 48, seed: 5 })
  })
})
