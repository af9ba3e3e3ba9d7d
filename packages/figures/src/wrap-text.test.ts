import fc from 'fast-check'
import { wrapText } from './wrap-text.js'

test('lines break at spaces, then at marks, then anywhere', () => {
  const narrow = { width: 8 * 0.61 * 10 }
  expect(wrapText('short', narrow)).toEqual(['short'])
  expect(wrapText('one two three', narrow)).toEqual(['one two', 'three'])
  expect(wrapText('runs/nafnet-32', narrow)).toEqual(['runs/', 'nafnet-32'])
  expect(wrapText('abcdefghijklm', narrow)).toEqual(['abcdefghij', 'klm'])
  expect(wrapText('one two three four five six seven', { ...narrow, lines: 2 })).toEqual(['one two', 'three fou…'])
})

test('no line is longer than its width, and a text that fits keeps its characters', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.integer({ min: 40, max: 300 }),
      fc.integer({ min: 1, max: 4 }),
      (text, width, lines) => {
        const wrapped = wrapText(text, { width, lines })
        expect(wrapped.length).toBeLessThanOrEqual(lines)
        for (const line of wrapped) expect(line.length * 8 * 0.61).toBeLessThanOrEqual(width)
        const plain = (value: string) => value.replace(/\s/g, '')
        if (!wrapped.at(-1)!.endsWith('…')) expect(plain(wrapped.join(''))).toBe(plain(text))
      },
    ),
  )
})
