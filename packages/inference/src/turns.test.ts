import fc from 'fast-check'
import { Turns } from './turns.js'

const moment = () => new Promise(resolve => setImmediate(resolve))

test('so many run at once, and the others begin in the order in which they came', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 3 }), fc.array(fc.boolean(), { maxLength: 12 }), async (count, fail) => {
      const turns = new Turns(count)
      const begun: number[] = []
      let running = 0
      const work = (failing: boolean, index: number) =>
        turns.run(async () => {
          begun.push(index)
          expect(++running).toBeLessThanOrEqual(count)
          await moment()
          running--
          if (failing) throw new Error('no')
        })
      const ends = await Promise.allSettled(fail.map(work))
      expect(ends.map(({ status }) => status === 'rejected')).toEqual(fail)
      expect(begun).toEqual(fail.map((_, index) => index))
    }),
    { numRuns: 30 },
  )
})

test('who is aborted while waiting leaves the queue, and the others keep their place', async () => {
  const turns = new Turns(1)
  const controller = new AbortController()
  const done: string[] = []
  const work = (name: string, signal?: AbortSignal) => turns.run(async () => void done.push(name), signal)
  const runs = [work('a'), work('b', controller.signal), work('c')]
  controller.abort(new Error('enough'))
  const ends = await Promise.allSettled([...runs, work('d', controller.signal)])
  expect(done).toEqual(['a', 'c'])
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected'])
  expect(ends[1]).toMatchObject({ reason: new Error('enough') })
})
