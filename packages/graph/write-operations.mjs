// Writes operations.md from the tables of operations: node packages/graph/write-operations.mjs (after a build).
import { writeFileSync } from 'node:fs'
import { operationsDocument } from './dist/operations/document.js'

writeFileSync(new URL('operations.md', import.meta.url), operationsDocument())
