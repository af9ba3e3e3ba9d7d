// Measures weights and blind mode on pictures that others degraded: npm run evaluate:field -- DIR [OPTIONS]. See README.md.
import { runProgram } from '@dfpir/app-restore'
import { createFieldCommand } from './dist/index.js'

await runProgram(createFieldCommand(), process.argv.slice(2))
