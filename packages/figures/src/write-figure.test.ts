import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EnvironmentError, UsageError } from '@dfpir/core'
import sharp from 'sharp'
import type { FigureSpec } from './figure-spec.js'
import { renderSvg } from './render-svg.js'
import { figureFormat, writeFigure } from './write-figure.js'

const folder = mkdtempSync(join(tmpdir(), 'dfpir-figures-'))
const at = (name: string) => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true }))

const figure = (text: string): FigureSpec => ({
  width: 60,
  height: 20,
  data: { values: [{ text }] },
  mark: { type: 'text', fontSize: 12 },
  encoding: { text: { field: 'text' } },
})

test('SVG is text with the text in it', async () => {
  await writeFigure(at('figure.SVG'), figure('words'))
  expect(readFileSync(at('figure.SVG'), 'utf8')).toMatch(/^<svg .*>words<\/text>.*<\/svg>\n$/s)
})

test('PNG has five pixels per point, and the text is drawn', async () => {
  await writeFigure(at('figure.png'), figure('words'))
  const { width, height, density } = await sharp(at('figure.png')).metadata()
  expect({ width, height, density }).toEqual({ width: 350, height: 150, density: 360 })
  await writeFigure(at('blank.png'), figure(' '))
  const darkest = async (name: string) => (await sharp(at(name)).greyscale().stats()).channels[0].min
  expect(await darkest('figure.png')).toBeLessThan(64)
  expect(await darkest('blank.png')).toBe(255)
})

test('PDF has the size in points, and the text as text in an embedded font', async () => {
  await writeFigure(at('figure.pdf'), figure('γ − ∞ words'))
  const pdf = readFileSync(at('figure.pdf')).toString('latin1')
  expect(pdf).toMatch(/^%PDF-1\.7/)
  const [, width, height] = /^<svg [^>]*width="(\d+)" height="(\d+)"/.exec(await renderSvg(figure('γ − ∞ words')))!
  expect(pdf).toContain(`/MediaBox [0 0 ${width} ${height}]`)
  expect(pdf).toMatch(/\/FontFile[23]/)
  expect(pdf).not.toContain('/Subtype /Image')
  await writeFigure(at('again.pdf'), figure('γ − ∞ words'))
  expect(readFileSync(at('again.pdf')).toString('latin1')).toBe(pdf)
})

test.each(['figure.eps', 'figure', 'png'])('%s is refused, and nothing written', async name => {
  expect(() => figureFormat(at(name))).toThrow(UsageError)
  await expect(writeFigure(at(name), figure('x'))).rejects.toThrow('expected .svg, .png or .pdf')
  expect(readdirSync(folder)).not.toContain(name)
})

test('a place that cannot be written is said', async () => {
  writeFileSync(at('in-the-way'), '')
  await expect(writeFigure(at('in-the-way/figure.svg'), figure('x'))).rejects.toThrow(EnvironmentError)
})
