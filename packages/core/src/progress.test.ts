import { formatDuration, Progress, type ProgressOptions } from './progress.js'

test.each([
  [0, '0 s'],
  [59.4, '59 s'],
  [59.6, '1:00 min'],
  [187, '3:07 min'],
  [3599.7, '1:00 h'],
  [7500, '2:05 h'],
  [360_000, '100:00 h'],
  [-3, '0 s'],
  [Number.POSITIVE_INFINITY, '?'],
  [Number.NaN, '?'],
])('%p seconds are %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text)
})

/** A progress on a stream that remembers what was written. */
function watch(options: Partial<ProgressOptions>, terminal?: { columns: number }) {
  const texts: string[] = []
  const stream = { isTTY: terminal !== undefined, ...terminal, write: (text: string) => texts.push(text) }
  const progress = new Progress({ unit: 'steps', total: 10, stream, ...options })
  return { progress, written: () => texts.join('') }
}

test('plain lines come now and then, and at the end', () => {
  const { progress, written } = watch({ plainEvery: 3600 })
  for (let done = 0; done <= 10; done++) progress.update(done, 'loss 0.5')
  progress.finish()
  const lines = written().split('\n')
  expect(lines).toHaveLength(3)
  expect(lines[0]).toBe('0/10 steps · 0.0 steps/s · ? left · loss 0.5')
  expect(lines[1]).toMatch(/^10\/10 steps · [\d.]+ (steps\/s|s each) · 0 s left · loss 0\.5$/)
})

test('every update is shown where no pause is wanted', () => {
  const { progress, written } = watch({ plainEvery: 0 })
  for (let done = 1; done <= 4; done++) progress.update(done)
  expect(written().trim().split('\n')).toHaveLength(4)
})

test('an earlier run’s steps do not count towards the rate', () => {
  const { progress, written } = watch({ start: 5 })
  progress.update(5)
  expect(written()).toBe('5/10 steps · 0.0 steps/s · ? left\n')
})

test('a terminal’s line is rewritten, and kept within its width', () => {
  const { progress, written } = watch({}, { columns: 12 })
  progress.update(0)
  progress.update(10)
  progress.finish()
  expect(written()).toBe('\r0/10 steps\u001b[K\r10/10 steps\u001b[K\n')
})

test('a terminal that does not know its width shows the line', () => {
  const { progress, written } = watch({}, { columns: 0 })
  progress.update(0)
  expect(written()).toBe('\r0/10 steps · 0.0 steps/s · ? left\u001b[K')
})

test('nothing shown, nothing ended', () => {
  const { progress, written } = watch({}, { columns: 80 })
  progress.finish()
  expect(written()).toBe('')
})
