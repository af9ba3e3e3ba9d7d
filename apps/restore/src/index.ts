export { createForwardCommand } from './forward-command.js'
export { createRestoreCommand } from './restore-command.js'
