import { UsageError } from '@dfpir/core'
import { degradedCopy } from './degraded-copy.js'
import { denoiseKind } from './gaussian-noise.js'
import { kinds } from './kinds.js'
import { digest, photograph } from './photograph.test.helper.js'
import { rainKind } from './rain.js'

const clean = photograph(40, 30)
const options = { seed: 1001, name: 'a.png' }

test('a copy follows from seed, name, kind and how often it was applied before', () => {
  const others = [{}, { seed: 1002 }, { name: 'b.png' }, { earlier: 1 }]
  const digests = others.map(other => digest(degradedCopy(clean, rainKind, { ...options, ...other }).picture))
  expect(new Set(digests).size).toBe(4)
  expect(digest(degradedCopy(clean, rainKind, options).picture)).toBe(digests[0])
})

test('golden digests: the copies that scores were measured on come out again', () => {
  const digests = kinds.map(kind => [kind.name, digest(degradedCopy(clean, kind, options).picture)])
  expect(Object.fromEntries(digests)).toEqual({
    deblur: '22c43f426b87b447',
    defocus: '8ed502b02d276862',
    dehaze: '05e35ac4f12380f1',
    denoise: '1ef7975b81bce1a4',
    derain: 'c2717de7c0dbedb3',
    jpeg: '78a8270e7256198e',
    lowlight: '0774bb5d59c17feb',
    poisson: 'c0448f5fa8e6fe53',
  })
})

test('given numbers are taken as they are, and told', () => {
  const { parameters } = degradedCopy(clean, denoiseKind, { ...options, given: { sigma: 25 } })
  expect(parameters).toEqual({ sigma: 25 })
  expect(() => degradedCopy(clean, denoiseKind, { ...options, given: { sigma: -1 } })).toThrow(UsageError)
})
