export { createConvertCommand } from './convert-command.js'
export { createInspectCommand } from './inspect-command.js'
