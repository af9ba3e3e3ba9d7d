// Measures weights and blind mode on pictures degraded by others: npm run evaluate:field -- DIR [OPTIONS]. See README.md.
import { runProgram } from '@dfpir/terminal'
import { createFieldCommand } from './dist/index.js'

await runProgram(createFieldCommand(), process.argv.slice(2))
