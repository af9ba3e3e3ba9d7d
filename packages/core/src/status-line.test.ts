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

test('a terminal’s line is taken off for what is printed', () => {
  const { line, written } = watch({}, { columns: 80 })
  line.show(() => ['a'])
  line.print('note')
  line.clear()
  expect(written()).toBe('\ra\u001b[K\r\u001b[Knote\n')
})

test('elsewhere short work needs no line', () => {
  const { line, written } = watch({ plainAfter: 3600 })
  line.show(parts)
  line.clear()
  expect(written()).toBe('')
})

/** What is written of messages, in work that ends well or not. */
async function shown(messages: readonly string[], { isTTY = true, columns = 80, error = false } = {}) {
  const texts: string[] = []
  const stream = { isTTY, columns, write: (text: string) => texts.push(text) }
  const work = async (show: (message: string) => void) => {
    for (const message of messages) show(message)
    if (error) throw new Error('no network')
  }
  await withStatusLine(work, { stream }).catch(() => undefined)
  return texts.join('')
}

test.each([false, true])('work leaves a terminal’s line when it ends (in an error: %s)', async error => {
  expect(await shown(['downloading: 1 of 2 MB'], { error })).toBe('\rdownloading: 1 of 2 MB\u001b[K\n')
})

test('a message that differs in more than its figures gets a line of its own', async () => {
  expect(await shown(['a: 1', 'b'])).toBe('\ra: 1\u001b[K\n\rb\u001b[K\n')
  const messages = ['loading: 1 of 9', 'loading: 2 of 9', 'checking', 'unpacking: 0 of 9']
  expect(await shown(messages, { isTTY: false })).toBe('loading: 1 of 9\nchecking\nunpacking: 0 of 9\n')
})
