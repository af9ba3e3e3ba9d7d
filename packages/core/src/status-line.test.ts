import { StatusLine, type StatusLineOptions, withStatusLine } from './status-line.js'

/** A line on a stream that remembers what was written. */
function watch(options: StatusLineOptions = {}, terminal?: { columns: number }) {
  const texts: string[] = []
  const stream = { isTTY: terminal !== undefined, ...terminal, write: (text: string) => texts.push(text) }
  return { line: new StatusLine({ stream, ...options }), written: () => texts.join('') }
}

const parts = () => ['step 1/9', 'loss 0.5', '3 GiB']

test.each([
  [40, 'step 1/9 · loss 0.5 · 3 GiB'],
  [28, 'step 1/9 · loss 0.5 · 3 GiB'],
  [27, 'step 1/9 · loss 0.5'],
  [12, 'step 1/9'],
  [6, 'step '],
])('a terminal of %i columns shows the parts for which it has room', (columns, text) => {
  const { line, written } = watch({}, { columns })
  line.show(parts)
  expect(written()).toBe(`\r${text}\u001b[K`)
})

test('elsewhere whole lines come now and then, and when they are asked for', () => {
  const { line, written } = watch({ plainEvery: 3600 })
  for (let i = 0; i < 5; i++) line.show(parts)
  line.show(() => ['done'], true)
  line.finish()
  expect(written()).toBe('step 1/9 · loss 0.5 · 3 GiB\ndone\n')
})

test('a terminal’s line is ended once', () => {
  const { line, written } = watch({}, { columns: 80 })
  line.finish()
  line.show(() => ['a'])
  line.finish()
  line.finish()
  expect(written()).toBe('\ra\u001b[K\n')
})

test.each([
  ['done', async () => 3],
  ['failed', () => Promise.reject(new Error('no network'))],
])('work that has %s leaves a terminal’s line', async (_, work) => {
  const texts: string[] = []
  const stream = { isTTY: true, columns: 80, write: (text: string) => texts.push(text) }
  const result = withStatusLine(
    async show => {
      show('downloading: 1 of 2 MB')
      return work()
    },
    { stream },
  )
  await result.catch(() => undefined)
  expect(texts.join('')).toBe('\rdownloading: 1 of 2 MB\u001b[K\n')
})
