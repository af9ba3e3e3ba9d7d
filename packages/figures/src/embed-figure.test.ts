import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DataError, UsageError } from '@dfpir/core'
import { embedFigure, readFigure } from './embed-figure.js'
import { svgDocument, svgText } from './svg-figure.js'
import { writeFigure } from './write-figure.js'

const folder = mkdtempSync(join(tmpdir(), 'dfpir-figures-'))
const at = (name: string) => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true }))

const figure = svgDocument(70, 20, [svgText('words', { x: 2, y: 12 })])

test('a figure is embedded with its width in points, from a file of either kind too', async () => {
  const embedded = await embedFigure(figure)
  expect(embedded.width).toBe(70)
  const [, base64] = embedded.source.split('data:image/svg+xml;base64,')
  expect(Buffer.from(base64, 'base64').toString()).toBe(figure.svg)
  for (const name of ['figure.svg', 'figure.png']) await writeFigure(at(name), figure)
  expect(await readFigure(at('figure.svg'))).toEqual(embedded)
  const { source, width } = await readFigure(at('figure.png'))
  expect(source).toMatch(/^data:image\/png;base64,/)
  expect(width).toBeCloseTo(70, 1)
})

test('what is no figure is refused', async () => {
  writeFileSync(at('text.svg'), 'no picture')
  writeFileSync(at('other.png'), figure.svg)
  for (const name of ['text.svg', 'other.png', 'none.svg']) {
    await expect(readFigure(at(name))).rejects.toThrow(DataError)
    await expect(readFigure(at(name))).rejects.toThrow(name)
  }
  await expect(readFigure(at('figure.pdf'))).rejects.toThrow(UsageError)
})
