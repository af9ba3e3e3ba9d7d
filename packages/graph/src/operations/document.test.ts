import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { operationsDocument } from './document.js'

// When this fails, build and run: node packages/graph/write-operations.mjs
test('operations.md lists the operations as they are', () => {
  expect(readFileSync(join(__dirname, '../../operations.md'), 'utf8')).toBe(operationsDocument())
})
