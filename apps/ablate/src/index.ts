export { createAblateCommand } from './ablate-command.js'
