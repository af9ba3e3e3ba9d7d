import fc from 'fast-check'
import { mapLimited } from './read-heads.js'

test('results come in order, and no more calls than allowed are under way', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(3), { maxLength: 20 }), fc.integer({ min: 1, max: 5 }), async (turns, limit) => {
      let running = 0
      let most = 0
      const results = await mapLimited(turns, limit, async count => {
        most = Math.max(most, ++running)
        for (let i = 0; i < count; i++) await Promise.resolve()
        running--
        return count * 2
      })
      expect(results).toEqual(turns.map(count => count * 2))
      expect(most).toBeLessThanOrEqual(limit)
    }),
  )
})

test('a failure is passed on', async () => {
  const failing = mapLimited([1, 2, 3], 2, async item => {
    if (item === 2) throw new Error('two')
    return item
  })
  await expect(failing).rejects.toThrow('two')
})
