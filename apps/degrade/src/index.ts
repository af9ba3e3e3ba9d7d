export { createDegradeCommand, type DegradeCommandOptions } from './degrade-command.js'
