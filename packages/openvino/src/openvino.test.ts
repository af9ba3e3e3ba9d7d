import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { DataError, type Float32Tensor, UsageError } from '@dfpir/core'
import fc from 'fast-check'
import { onnxModel } from './fixtures/onnx-model.js'
import { loadOpenvino, type Openvino } from './openvino.js'

let openvino: Openvino

beforeAll(async () => {
  openvino = await loadOpenvino()
})

/** y = relu(a·b + c) with a [m, n], b [n, k], c [k], all extents free. */
const product = onnxModel({
  nodes: [
    ['MatMul', ['a', 'b'], 'ab'],
    ['Add', ['ab', 'c'], 'sum'],
    ['Relu', ['sum'], 'y'],
  ],
  inputs: [
    ['a', [null, null]],
    ['b', [null, null]],
    ['c', [null]],
  ],
  outputs: [['y', [null, null]]],
})

/** y = x·x many times over, on matrices of this size. */
function powers(size: number, count: number): Uint8Array {
  const nodes = Array.from(
    { length: count },
    (_, step) => ['MatMul', [step === 0 ? 'x' : `p${step}`, 'x'], `p${step + 1}`] as const,
  )
  return onnxModel({ nodes, inputs: [['x', [size, size]]], outputs: [[`p${count}`, [size, size]]] })
}

function tensor(shape: number[], seed = 1): Float32Tensor {
  const size = shape.reduce((product, extent) => product * extent, 1)
  return { shape, data: Float32Array.from({ length: size }, (_, i) => Math.sin(seed + i * i)) }
}

function multiply(a: Float32Tensor, b: Float32Tensor, c: Float32Tensor): Float32Array {
  const [[m, n], k] = [a.shape, b.shape[1]]
  return Float32Array.from({ length: m * k }, (_, at) => {
    let sum = c.data[at % k]
    for (let i = 0; i < n; i++) sum += a.data[Math.floor(at / k) * n + i] * b.data[i * k + (at % k)]
    return Math.max(sum, 0)
  })
}

async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  for (let round = 0; round < 3; round++) {
    await sleep(1) // objects that a WeakRef was asked for live until the end of a turn
    collect()
  }
}

test('the library tells its version and the processor', () => {
  expect(openvino.version).toMatch(/^20\d\d\.\d+\.\d+$/)
  const { name, capabilities } = openvino.processor()
  expect(name).toMatch(/\w/)
  expect(capabilities).toContain('FP32')
})

test('free extents: one model computes products of every size, before and after it was stored', async () => {
  const model = await openvino.compileModel(product, { threads: 1 })
  expect(model.inputs).toEqual([
    { name: 'a', shape: [-1, -1] },
    { name: 'b', shape: [-1, -1] },
    { name: 'c', shape: [-1] },
  ])
  expect(model.outputs).toEqual([{ name: 'y', shape: [-1, -1] }])
  const stored = await openvino.importModel(await model.export(), { threads: 1 })
  expect(stored.inputs).toEqual(model.inputs)
  const extent = fc.integer({ min: 1, max: 20 })
  await fc.assert(
    fc.asyncProperty(extent, extent, extent, fc.integer(), async (m, n, k, seed) => {
      const [a, b, c] = [tensor([m, n], seed), tensor([n, k], seed + 1), tensor([k], seed + 2)]
      const expected = multiply(a, b, c)
      for (const { y } of await Promise.all([model.run({ a, b, c }), stored.run({ a, b, c })])) {
        expect(y.shape).toEqual([m, k])
        expect(y.data).toBeWithin(1e-5, expected)
      }
    }),
    { numRuns: 50 },
  )
  await Promise.all([model.dispose(), stored.dispose()])
})

test('an imported model keeps the bytes that it reads from, and lets them go when it is disposed', async () => {
  const model = await openvino.compileModel(powers(8, 2))
  const load = async () => {
    const bytes = await model.export()
    return { stored: await openvino.importModel(bytes), bytes: new WeakRef(bytes) }
  }
  const { stored, bytes } = await load()
  await collectGarbage()
  expect(bytes.deref()).toBeDefined()
  const x = tensor([8, 8])
  expect(await stored.run({ x })).toEqual(await model.run({ x }))
  await Promise.all([model.dispose(), stored.dispose()])
  await collectGarbage()
  expect(bytes.deref()).toBeUndefined()
})

test('many runs may be under way, each with its own inputs, and leave the JavaScript thread free', async () => {
  const model = await openvino.compileModel(powers(64, 100))
  const order: string[] = []
  const runs = Array.from({ length: 50 }, async (_, index) => {
    const data = new Float32Array(64 * 64).fill(index === 7 ? 1 / 64 : 0)
    const run = model.run({ x: { shape: [64, 64], data } })
    data.fill(-1) // inputs were copied already
    const { p100 } = await run
    order.push('run')
    return p100.data[5]
  })
  setImmediate(() => order.push('event loop'))
  const results = await Promise.all(runs)
  expect(order[0]).toBe('event loop')
  for (const [index, value] of results.entries()) expect(value).toBeCloseTo(index === 7 ? 1 / 64 : 0, 5)
  await model.dispose()
})

test('bf16 rounds where OpenVINO says that it has it, and changes nothing elsewhere', async () => {
  const x = tensor([64, 64])
  const [exact, rounded] = await Promise.all([
    openvino.compileModel(powers(64, 1), { precision: 'f32' }),
    openvino.compileModel(powers(64, 1), { precision: 'bf16' }),
  ])
  const [{ p1: expected }, { p1 }] = await Promise.all([exact.run({ x }), rounded.run({ x })])
  const worst = Math.max(...p1.data.map((value, at) => Math.abs(value - expected.data[at])))
  expect(worst > 1e-4).toBe(openvino.processor().capabilities.includes('BF16'))
  expect(worst).toBeLessThan(0.5)
  await Promise.all([exact.dispose(), rounded.dispose()])
})

test('memory stays flat over 200 runs and over 20 models', async () => {
  const x = tensor([256, 256])
  const cycle = async (runs: number) => {
    const model = await openvino.compileModel(powers(256, 2), { threads: 1 })
    for (let run = 0; run < runs; run++) await model.run({ x })
    await model.dispose()
  }
  await cycle(50)
  const before = process.memoryUsage().rss
  await cycle(200)
  for (let model = 0; model < 20; model++) await cycle(1)
  expect(process.memoryUsage().rss - before).toBeLessThan(40e6) // a leak of each output alone would be 58 MB
})

test('disposal lets a run end, may be repeated, and ends all use', async () => {
  const model = await openvino.compileModel(powers(64, 100))
  const run = model.run({ x: tensor([64, 64]) })
  await Promise.all([model.dispose(), model.dispose()])
  expect((await run).p100.shape).toEqual([64, 64])
  await expect(model.run({ x: tensor([64, 64]) })).rejects.toThrow(UsageError)
  await expect(model.export()).rejects.toThrow('this model was disposed')
})

describe('refusals', () => {
  test('of inputs, by name', async () => {
    const model = await openvino.compileModel(powers(4, 1))
    const x = tensor([4, 4])
    await expect(model.run({})).rejects.toThrow(`the input "x" is missing; the model's inputs are: x`)
    await expect(model.run({ x, more: x })).rejects.toThrow('no input "more"; its inputs are: x')
    await expect(model.run({ x: tensor([4]) })).rejects.toThrow('"x" must be [4, 4], got [4]')
    await expect(model.run({ x: tensor([4, 5]) })).rejects.toThrow('"x" must be [4, 4], got [4, 5]')
    await expect(model.run({ x: { shape: [4, 4], data: new Float32Array(3) } })).rejects.toThrow('must have 16 numbers')
    await model.dispose()
  })

  test('of shapes that do not fit each other, with what OpenVINO says; the model stays of use', async () => {
    const compiled = await openvino.compileModel(product)
    const stored = await openvino.importModel(await compiled.export())
    const [a, b, c] = [tensor([2, 3]), tensor([3, 4]), tensor([4])]
    for (const model of [compiled, stored]) {
      for (const wrong of [{ b: tensor([5, 4]) }, { b: tensor([2, 4]) }, { c: tensor([3]) }]) {
        const failure = await model.run({ a, b, c, ...wrong }).catch((error: unknown) => error)
        expect(failure).toBeInstanceOf(UsageError)
        expect((failure as UsageError).message).toMatch(/^cannot run the model: .*\S$/)
        expect((failure as UsageError).message).not.toMatch(/Exception from|\n/)
        expect((await model.run({ a, b, c })).y.data).toBeWithin(1e-5, multiply(a, b, c))
      }
      await model.dispose()
    }
  })

  const unknown = onnxModel({ nodes: [['Wobble', ['x'], 'y']], inputs: [['x', [2]]], outputs: [['y', [2]]] })
  const integers = onnxModel({ nodes: [['Add', ['x', 'x'], 'y']], inputs: [['x', [2], 6]], outputs: [['y', [2], 6]] })
  test.each([
    ['nothing', new Uint8Array(0), /^cannot read the model: /],
    ['another file', new TextEncoder().encode('not a model'), /^cannot read the model: .*Unable to read the model/],
    ['half a model', product.subarray(0, 100), /^cannot read the model: /],
    ['an unknown operation', unknown, /^cannot read the model: .*Wobble/],
    ['integers', integers, /^the input "x" of the model is not float32$/],
  ])('of %s', async (_, bytes, message) => {
    const failure = await openvino.compileModel(bytes).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(DataError)
    expect((failure as DataError).message).toMatch(message)
  })

  type Damage = (stored: Uint8Array) => Uint8Array
  const common: Damage[] = [
    () => new Uint8Array(1000),
    () => new Uint8Array(0),
    all => all.subarray(0, all.length >> 1),
  ]
  const ofOnnx: Damage[] = [all => all.subarray(0, -1), all => all.fill(0, all.length - 100, all.length - 20)]
  test.each([
    ['fixed', powers(8, 2), common],
    ['free', product, [...common, ...ofOnnx]],
  ])('of damaged stored models with %s extents', async (_, onnx, damages) => {
    const model = await openvino.compileModel(onnx)
    for (const damage of damages) {
      await expect(openvino.importModel(damage(await model.export()))).rejects.toThrow(DataError)
    }
    await model.dispose()
  })

  test('of wrong options', async () => {
    for (const threads of [0, -1, 1.5, Number.NaN]) {
      await expect(openvino.compileModel(product, { threads })).rejects.toThrow('whole number from 1')
    }
    await expect(openvino.compileModel(product, { precision: 'f16' as 'f32' })).rejects.toThrow('must be f32 or bf16')
  })
})
