export { commands, type LazyCommand } from './commands.js'
export { createProgram } from './create-program.js'
