import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expandInputs } from './expand-inputs.js'
import { planOutputs } from './plan-outputs.js'

const writable = ['.jpg', '.jpeg', '.png', '.webp']
let folder: string
const at = (...parts: string[]) => join(folder, ...parts)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dfpir-outputs-'))
  for (const name of ['a.jpg', 'b.PNG', 'c.gif']) writeFileSync(at(name), 'picture')
  mkdirSync(at('out'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function outputs(inputs: string[], options: { output?: string; force?: boolean } = {}): string[] {
  return planOutputs(inputs, { ...options, writable }).map(({ output }) => output)
}

test('without -o the result lies beside the input; what cannot be written becomes PNG', () => {
  expect(outputs([at('a.jpg'), at('b.PNG'), at('c.gif')])).toEqual([
    at('a.restored.jpg'),
    at('b.restored.PNG'),
    at('c.restored.png'),
  ])
})

test('a folder keeps the names, whether it exists, ends with a slash or has no extension', () => {
  for (const output of [at('out'), `${at('new.d')}/`, at('new')]) {
    expect(outputs([at('a.jpg'), at('b.PNG')], { output })).toEqual([join(output, 'a.jpg'), join(output, 'b.PNG')])
  }
})

test('a file takes one picture of any writable kind', () => {
  expect(outputs([at('a.jpg')], { output: at('x.png') })).toEqual([at('x.png')])
  expect(() => outputs([at('a.jpg'), at('b.PNG')], { output: at('x.png') })).toThrow(/2 pictures cannot all be written/)
  expect(() => outputs([at('a.jpg')], { output: at('x.bmp') })).toThrow(/the kind of file is not known/)
})

test('an input is never overwritten, not even with --force or through a link', () => {
  symlinkSync(at('a.jpg'), at('link.jpg'))
  const wrong = /is an input and would be overwritten/
  expect(() => outputs([at('a.jpg')], { output: at('a.jpg'), force: true })).toThrow(wrong)
  expect(() => outputs([at('a.jpg')], { output: at('link.jpg'), force: true })).toThrow(wrong)
  expect(() => outputs([at('a.jpg'), at('b.PNG')], { output: folder, force: true })).toThrow(wrong)
})

test('two inputs never go to one file', () => {
  writeFileSync(at('out', 'a.jpg'), 'picture')
  expect(() => outputs([at('a.jpg'), at('out', 'a.jpg')], { output: at('new') })).toThrow(/would be written to/)
  expect(() => outputs([at('a.jpg'), at('a.jpg')])).toThrow(/would be written to/)
})

test('an existing file needs --force', () => {
  writeFileSync(at('out', 'a.jpg'), 'old')
  expect(() => outputs([at('a.jpg'), at('b.PNG')], { output: at('out') })).toThrow(/a\.jpg already exists/)
  expect(outputs([at('a.jpg')], { output: at('out'), force: true })).toEqual([at('out', 'a.jpg')])
})

test('a folder among the inputs stands for its pictures, without earlier results', () => {
  for (const name of ['10.jpg', '9.jpg', '9.restored.jpg', '.hidden.jpg', 'notes.txt'])
    writeFileSync(at('out', name), '')
  expect(expandInputs([at('a.jpg'), at('out'), at('missing.jpg')], writable)).toEqual([
    at('a.jpg'),
    at('out', '9.jpg'),
    at('out', '10.jpg'),
    at('missing.jpg'),
  ])
  mkdirSync(at('empty'))
  expect(() => expandInputs([at('empty')], writable)).toThrow(/no pictures in the folder/)
})
