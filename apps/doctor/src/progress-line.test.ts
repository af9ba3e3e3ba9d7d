import { ProgressLine } from './progress-line.js'

function written(isTTY: boolean, messages: string[]): string {
  let text = ''
  const line = new ProgressLine({ isTTY, columns: 20, write: part => (text += part) })
  for (const message of messages) line.show(message)
  line.end()
  return text
}

const messages = ['loading: 1 of 9', 'loading: 2 of 9', 'checking', 'unpacking: 0 of 9']

test('elsewhere than on a terminal, lines that differ in figures only are written once in a while', () => {
  expect(written(false, messages)).toBe('loading: 1 of 9\nchecking\nunpacking: 0 of 9\n')
})

test('on a terminal a line is rewritten while it counts, cut to the width, and left when the next begins', () => {
  const erase = '\u001b[K'
  expect(written(true, ['a: 1', 'a: 2', 'b'])).toBe(`\ra: 1${erase}\ra: 2${erase}\n\rb${erase}\n`)
  expect(written(true, ['x'.repeat(50)])).toBe(`\r${'x'.repeat(19)}${erase}\n`)
})
