export { createBenchCommand } from './bench-command.js'
